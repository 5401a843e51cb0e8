package io.aurumhub.adapter.postgres;

import io.aurumhub.core.definition.Direction;
import io.aurumhub.core.mapping.AnsweredDefinitions;
import io.aurumhub.core.mapping.Mapped;
import io.aurumhub.core.mapping.Mappings;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Counts the values that value maps do not list. */
public final class UnmappedValues {

    /** A field whose values are no list of a few would fill the table otherwise. */
    private static final int MOST_VALUES = 500;

    /** Nor are longer values names of something. */
    private static final int LONGEST_VALUE = 200;

    private final JdbcClient client;

    UnmappedValues(JdbcClient client) {
        this.client = client;
    }

    /**
     * One value.
     *
     * @param direction in: a local value that nothing is known of; out: a golden one that has no local form
     * @param value as it came first
     * @param state open, or answered
     * @param count the changes that showed it, or the deliveries that were refused for it
     */
    public record UnmappedValue(
            long number,
            String sync,
            String field,
            String direction,
            Value value,
            String state,
            long count,
            Instant firstSeen,
            Instant lastSeen) {}

    /** Which are wanted; what is null does not matter. */
    public record Filter(
            @Nullable String sync,
            @Nullable String field,
            @Nullable String state) {}

    /** Those that fit, newest first. */
    public Slice<UnmappedValue> list(Filter filter, Slice.Wanted wanted) {
        var conditions = new Conditions()
                .andIf("sync = :sync", "sync", filter.sync())
                .andIf("field = :field", "field", filter.field())
                .andIf("state = :state", "state", filter.state());
        conditions.after(
                wanted, 1, position -> conditions.andIf("number < :last", "last", Long.valueOf(position.getFirst())));
        var rows = client.sql("""
            select number, sync, field, direction, shown::text as shown, state, count, first_seen, last_seen
            from hub_ops.unmapped_value\
            """ + conditions.where() + " order by number desc limit :rows")
                .params(conditions.parameters())
                .param("rows", wanted.rows())
                .query((row, index) -> {
                    var columns = new Columns(row);
                    return new UnmappedValue(
                            columns.number("number"),
                            columns.text("sync"),
                            columns.text("field"),
                            columns.text("direction"),
                            columns.value("shown"),
                            columns.text("state"),
                            columns.number("count"),
                            columns.instant("first_seen"),
                            columns.instant("last_seen"));
                })
                .list();
        return wanted.slice(rows, row -> List.of(row.number()));
    }

    /** One field's value, in one direction. */
    private record Key(SyncId sync, String field, Direction direction, String value) {}

    /** How often, and as what it came first. */
    private record Count(Value shown, long times) {
        Count plus(Count other) {
            return new Count(shown, times + other.times);
        }
    }

    /** What one batch has shown, before it is counted. */
    static final class Tally {

        private final Map<Key, Count> seen = new HashMap<>();
        private final JdbcTemplate database;

        Tally(JdbcTemplate database) {
            this.database = database;
        }

        /** Local values that kept a change back. */
        void in(SyncId sync, Collection<Mapped.Problem> problems) {
            problems.forEach(problem -> count(sync, Direction.IN, problem));
        }

        /** Golden values that kept a delivery back; those that are mapped by now have been answered since. */
        void out(SyncId sync, Collection<Mapped.Problem> problems, Mappings now) {
            problems.forEach(problem -> {
                var value = problem.unmapped();
                if (value != null && !AnsweredDefinitions.isWritten(now, sync, problem.topLevel(), value)) {
                    count(sync, Direction.OUT, problem);
                }
            });
        }

        private void count(SyncId sync, Direction direction, Mapped.Problem problem) {
            var value = problem.unmapped();
            if (value == null) {
                return;
            }
            var text = value.toString();
            if (text.length() <= LONGEST_VALUE && Text.storable(text).equals(text)) {
                seen.merge(new Key(sync, problem.topLevel(), direction, text), new Count(value, 1), Count::plus);
            }
        }

        void write(Instant now) {
            var rows = new SetWriter(database).rows("text", "text", "text", "text", "jsonb", "bigint", "timestamptz");
            seen.forEach((key, count) -> rows.add(
                    key.sync.value(),
                    key.field,
                    key.direction.name().toLowerCase(Locale.ROOT),
                    key.value,
                    HubJson.write(count.shown),
                    count.times,
                    now));
            rows.run("""
                insert into hub_ops.unmapped_value as t
                    (sync, field, direction, value, shown, count, first_seen, last_seen)
                select a, b, c, d, e, f, g, g from rows r
                where (select count(*) from hub_ops.unmapped_value u where u.sync = r.a and u.field = r.b) <\
                """ + ' ' + MOST_VALUES + """
                 or exists (select from hub_ops.unmapped_value u
                            where u.sync = r.a and u.field = r.b and u.direction = r.c and u.value = r.d)
                order by a, b, c, d
                on conflict (sync, field, direction, value)
                do update set count = t.count + excluded.count, last_seen = excluded.last_seen, state = 'open'\
                """);
        }
    }
}
