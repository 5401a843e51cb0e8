package io.aurumhub.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.adapter.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.TimeZone;
import java.util.UUID;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SqlArrayIT {

    /** In Berlin both are half past two at night, an hour apart. */
    private static final List<Instant> MOMENTS = List.of(
            Instant.parse("2026-10-25T00:30:00.123456Z"),
            Instant.parse("2026-10-25T01:30:00.123456Z"),
            Instant.parse("0044-03-15T12:00:00Z"),
            Instant.parse("-0043-03-15T12:00:00Z"),
            Instant.parse("+20000-01-01T00:00:00.000001Z"));

    @Test
    void a_moment_is_the_same_in_the_hour_that_comes_twice_and_in_odd_years() {
        var before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
        try {
            var database = new JdbcTemplate(TestDatabase.fresh().dataSource());
            database.execute("create table moment (number bigint, at timestamptz)");
            var rows = new SetWriter(database).rows("bigint", "timestamptz");
            for (int i = 0; i < MOMENTS.size(); i++) {
                rows.add((long) i, MOMENTS.get(i));
            }

            rows.run("insert into moment select a, b from rows");

            var seconds = database.queryForList(
                    "select (extract(epoch from at) * 1000000)::bigint from moment order by number", Long.class);
            assertThat(seconds)
                    .containsExactlyElementsOf(MOMENTS.stream()
                            .map(at -> at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000)
                            .toList());
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void every_type_arrives_as_it_was_also_when_there_is_nothing() {
        var database = new JdbcTemplate(TestDatabase.fresh().dataSource());
        var id = new UUID(1, 2);
        database.execute("create table thing (a uuid, b text, c jsonb, d bigint, e int, f boolean, g bytea)");
        var rows = new SetWriter(database).rows("uuid", "text", "jsonb", "bigint", "int", "boolean", "bytea");
        var text = "\"NULL\" {a,\\b} 'ü€😀\n";
        rows.add(id, text, "{\"k\": \"\\\"x\\\"\"}", Long.MAX_VALUE, -1, true, text.getBytes(StandardCharsets.UTF_8));
        rows.add(null, null, null, null, null, null, null);

        assertThat(rows.run("insert into thing select * from rows")).isEqualTo(2);

        assertThat(database.queryForMap("select * from thing where a is not null"))
                .containsEntry("a", id)
                .containsEntry("b", text)
                .containsEntry("d", Long.MAX_VALUE)
                .containsEntry("e", -1)
                .containsEntry("f", true)
                .containsEntry("g", text.getBytes(StandardCharsets.UTF_8));
        assertThat(database.queryForObject("select c ->> 'k' from thing where a is not null", String.class))
                .isEqualTo("\"x\"");
        assertThat(database.queryForMap("select * from thing where a is null").values())
                .containsOnlyNulls();
    }

    @Test
    void a_value_of_another_type_is_refused_before_anything_is_sent() {
        var column = new SqlArray("bigint", 1);

        assertThatThrownBy(() -> column.set(0, "one")).isInstanceOf(ArrayStoreException.class);
    }
}
