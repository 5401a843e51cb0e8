package io.aurumhub.api.bench;

import io.aurumhub.api.bench.BenchDatabase.NotEmpty;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What the benchmark may make and drop in a database: only in one that it found empty, and marked as its own by the
 * schema {@code aurum_bench} before anything else came into it.
 */
final class OwnSchemas {

    private static final String MARK = "aurum_bench";

    /** In the order in which they are dropped: the mark last, so that a drop that ends half-way can be done again. */
    private static final List<String> ALL =
            List.of("aurum_bench_twin", "hub_replay", "hub_read", "hub_log", "hub_ops", MARK);

    private final JdbcTemplate database;

    OwnSchemas(JdbcTemplate database) {
        this.database = database;
    }

    /** Makes sure that it is the benchmark's, and empties it. */
    void take(String place) {
        var found = found();
        if (!found.isEmpty() && !isOwn(found)) {
            throw new NotEmpty(
                    ("The database %s is not empty: it holds %s. The benchmark only works in a database that it has for"
                                    + " itself: create one for it and name that, or leave --database-url away")
                            .formatted(place, String.join(", ", found)));
        }
        dropAll();
    }

    /** Everything of users, as schema or as public.table. */
    private List<String> found() {
        var found = new ArrayList<>(database.queryForList("""
            select nspname from pg_namespace
            where nspname not like 'pg\\_%' and nspname not in ('information_schema', 'public') order by nspname\
            """, String.class));
        found.addAll(database.queryForList("""
            select 'public.' || relname from pg_class
            where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f', 'S') order by relname\
            """, String.class));
        return found;
    }

    /** Marked, with nothing beside what the benchmark makes, and no other hub was started on it since. */
    private boolean isOwn(List<String> found) {
        return found.contains(MARK) && ALL.containsAll(found) && definitionsSeen() <= 1;
    }

    private long definitionsSeen() {
        var there =
                database.queryForObject("select to_regclass('hub_ops.definition_version') is not null", Boolean.class);
        if (!Boolean.TRUE.equals(there)) {
            return 0;
        }
        var seen =
                database.queryForObject("select count(distinct version) from hub_ops.definition_version", Long.class);
        return seen == null ? 0 : seen;
    }

    /** The mark, and the systems A and B. */
    void layOut() {
        database.execute("create schema " + MARK);
        database.execute(BenchDatabase.text("systems.sql"));
    }

    void dropAll() {
        ALL.forEach(schema -> database.execute("drop schema if exists " + schema + " cascade"));
    }
}
