package io.aurumhub.adapter.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;

/** Lays out the tables that are derived from events, in any schema; does nothing where they are there already. */
final class TableLayout {

    private static final String SCRIPT = "/db/read/tables.sql";
    private static final String SCHEMA_IN_SCRIPT = "hub_read";

    private final JdbcTemplate database;

    TableLayout(JdbcTemplate database) {
        this.database = database;
    }

    /** Creates the tables in one of the hub's own schemas; the name is never input. */
    void create(String schema) {
        database.execute(script().replace(SCHEMA_IN_SCRIPT, schema));
    }

    /** Whether a table or an index that there is in one schema is missing in another. */
    boolean lacks(String schema, String whole) {
        return Boolean.TRUE.equals(database.queryForObject("""
            select exists (select from pg_class w where w.relnamespace = ?::regnamespace and w.relkind in ('r', 'i')
                and not exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    where n.nspname = ? and c.relname = w.relname and c.relkind = w.relkind))\
            """, Boolean.class, whole, schema));
    }

    /** An index that was taken away for a while. */
    record Lifted(boolean primary, String build) {}

    /** Takes the indexes away from empty tables of a schema that are about to be filled. */
    List<Lifted> liftIndexes(String schema, Collection<String> tables) {
        record Found(Lifted index, String drop) {}
        var found = database.query(
                """
                select c.oid is not null as is_primary,
                    case when c.oid is null then pg_get_indexdef(i.indexrelid)
                        else format('alter table %s add constraint %I %s', i.indrelid::regclass, c.conname,
                            pg_get_constraintdef(c.oid)) end as build,
                    case when c.oid is null then format('drop index %s', i.indexrelid::regclass)
                        else format('alter table %s drop constraint %I', i.indrelid::regclass, c.conname) end as drop
                from pg_index i
                join pg_class t on t.oid = i.indrelid
                left join pg_constraint c on c.conindid = i.indexrelid and c.contype = 'p'
                where t.relnamespace = ?::regnamespace and t.relname = any(?)
                order by t.relname, is_primary desc, i.indexrelid\
                """,
                (row, number) -> new Found(
                        new Lifted(row.getBoolean("is_primary"), row.getString("build")), row.getString("drop")),
                schema,
                tables.toArray(String[]::new));
        found.forEach(one -> database.execute(one.drop));
        return found.stream().map(Found::index).toList();
    }

    /** Puts lifted indexes back: built at once over all rows, which is cheaper than row by row. */
    void build(Stream<Lifted> indexes) {
        indexes.forEach(index -> database.execute(index.build));
    }

    private static String script() {
        try (InputStream script = TableLayout.class.getResourceAsStream(SCRIPT)) {
            if (script == null) {
                throw new IllegalStateException(SCRIPT + " is missing from the class path");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
