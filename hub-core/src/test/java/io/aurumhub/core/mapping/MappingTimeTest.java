package io.aurumhub.core.mapping;

import static io.aurumhub.core.mapping.MappingFixture.mapping;
import static io.aurumhub.core.mapping.MappingFixture.problem;
import static io.aurumhub.core.mapping.MappingFixture.read;
import static io.aurumhub.core.mapping.MappingFixture.withFormat;
import static io.aurumhub.core.mapping.MappingFixture.withZone;
import static io.aurumhub.core.mapping.MappingFixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.shared.Value;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class MappingTimeTest {

    @Nested
    class Dates {

        private final Mapping american = mapping(FieldType.DATE, withFormat("MM/dd/yyyy"));

        @Test
        void a_format_works_both_ways() {
            assertThat(read(american, "01/02/2024")).isEqualTo(Value.text("2024-01-02"));
            assertThat(write(american, "2024-01-02")).isEqualTo(Value.text("01/02/2024"));
            assertThat(read(american, "01/01/2024")).isEqualTo(Value.text("2024-01-01"));
            assertThat(write(american, "2024-01-01")).isEqualTo(Value.text("01/01/2024"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"02/31/2024", "02/29/2023", "13/01/2024", "1/1/2024", "2024-01-01", "01/01/24", "soon"})
        void a_day_that_does_not_exist_or_is_written_otherwise_is_a_problem(String text) {
            assertThat(problem(american, Value.text(text)).value()).isEqualTo(text);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "2024-02-31",
                    "31/02/2024",
                    "2024-1-1",
                    "20240101",
                    "2024-01-01T00:00:01Z",
                    "2024-01-01 23:59"
                })
        void without_a_format_only_iso_days_are_understood(String text) {
            assertThat(problem(mapping(FieldType.DATE), Value.text(text)).expected())
                    .contains("a date");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "2024-01-01",
                    " 2024-01-01 ",
                    "2024-01-01T00:00:00",
                    "2024-01-01 00:00:00",
                    "2024-01-01T00:00:00.000+02:00"
                })
        void midnight_may_stand_beside_a_day(String text) {
            assertThat(read(mapping(FieldType.DATE), text)).isEqualTo(Value.text("2024-01-01"));
        }

        @Test
        void a_format_with_a_time_writes_midnight_and_takes_nothing_else() {
            var mapping = mapping(FieldType.DATE, withFormat("yyyy-MM-dd HH:mm:ss"));
            assertThat(write(mapping, "2024-01-01")).isEqualTo(Value.text("2024-01-01 00:00:00"));
            assertThat(read(mapping, "2024-01-01 00:00:00")).isEqualTo(Value.text("2024-01-01"));
            problem(mapping, Value.text("2024-01-01 00:00:01"));
        }

        @Test
        void a_day_that_a_format_shows_like_another_one_is_refused() {
            var initials = mapping(FieldType.DATE, withFormat("d MMMMM yyyy"));
            assertThat(write(initials, "2024-11-23")).isEqualTo(Value.text("23 N 2024"));
            assertThatThrownBy(() -> write(initials, "2024-06-01"))
                    .as("1 J 2024 is January, June or July")
                    .hasMessageContaining("'2024-06-01' is not a date that d MMMMM yyyy has room for");
        }

        @Test
        void numbers_are_no_days() {
            problem(mapping(FieldType.DATE), Value.number(20240101));
        }
    }

    @Nested
    class Timestamps {

        @ParameterizedTest
        @CsvSource({
            "2024-01-01T12:00:00Z,          2024-01-01T12:00:00Z",
            "2024-01-01T12:00:00.120+01:00, 2024-01-01T11:00:00.120Z",
            "2024-01-01 12:00:00+01,        2024-01-01T11:00:00Z",
            "2024-01-01 12:00:00-0530,      2024-01-01T17:30:00Z",
            "2024-01-01T12:00:00.123456789Z, 2024-01-01T12:00:00.123456789Z",
            "2024-01-01T12:00,              2024-01-01T12:00:00Z",
            "2024-01-01 12:00:00,           2024-01-01T12:00:00Z"
        })
        void iso_is_read_into_utc(String text, String instant) {
            assertThat(read(mapping(FieldType.TIMESTAMP), text)).isEqualTo(Value.text(instant));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "2024-01-01",
                    "2024-01-01T24:00:00Z",
                    "2024-01-01T12:00:60Z",
                    "2024-02-30T00:00:00Z",
                    "2024-01-0112:00:00",
                    "now"
                })
        void what_is_no_point_in_time_is_a_problem(String text) {
            problem(mapping(FieldType.TIMESTAMP), Value.text(text));
        }

        @Test
        void local_times_belong_to_the_zone_of_the_map() {
            var berlin = mapping(FieldType.TIMESTAMP, withZone("Europe/Berlin"));
            assertThat(read(berlin, "2024-07-01T12:00:00")).isEqualTo(Value.text("2024-07-01T10:00:00Z"));
            assertThat(write(berlin, "2024-07-01T10:00:00Z")).isEqualTo(Value.text("2024-07-01T12:00:00"));
            assertThat(read(berlin, "2024-07-01T12:00:00-04:00")).isEqualTo(Value.text("2024-07-01T16:00:00Z"));
        }

        @Test
        void a_local_time_that_daylight_saving_skips_is_a_problem() {
            var iso = mapping(FieldType.TIMESTAMP, withZone("Europe/Berlin"));
            var format = mapping(FieldType.TIMESTAMP, withFormat("dd.MM.yyyy HH:mm", "Europe/Berlin"));
            assertThat(problem(iso, Value.text("2024-03-31T02:30:00")).expected())
                    .contains("Europe/Berlin")
                    .contains("daylight saving");
            assertThat(problem(format, Value.text("31.03.2024 02:30")).expected())
                    .contains("daylight saving");
            assertThat(read(iso, "2024-03-31T02:30:00+01:00")).isEqualTo(Value.text("2024-03-31T01:30:00Z"));
        }

        @Test
        void of_a_local_time_that_daylight_saving_repeats_the_first_is_meant() {
            var berlin = mapping(FieldType.TIMESTAMP, withZone("Europe/Berlin"));
            assertThat(read(berlin, "2024-10-27T02:30:00")).isEqualTo(Value.text("2024-10-27T00:30:00Z"));
        }

        @Test
        void the_second_of_two_repeated_local_times_is_written_as_the_clock_shows_it() {
            var berlin = mapping(FieldType.TIMESTAMP, withZone("Europe/Berlin"));
            assertThat(write(berlin, "2024-10-27T01:30:00Z")).isEqualTo(Value.text("2024-10-27T02:30:00"));
        }

        @Test
        void formats_with_zone_offset_and_text_months() {
            var local = mapping(FieldType.TIMESTAMP, withFormat("yyyy-MM-dd HH:mm:ss", "America/New_York"));
            assertThat(read(local, "2024-01-01 07:00:00")).isEqualTo(Value.text("2024-01-01T12:00:00Z"));
            assertThat(write(local, "2024-01-01T12:00:00Z")).isEqualTo(Value.text("2024-01-01 07:00:00"));
            var offset = mapping(FieldType.TIMESTAMP, withFormat("d MMM yyyy HH:mm:ss Z"));
            assertThat(read(offset, "1 JAN 2024 12:00:00 +0100")).isEqualTo(Value.text("2024-01-01T11:00:00Z"));
            assertThat(write(offset, "2024-01-01T11:00:00Z")).isEqualTo(Value.text("1 Jan 2024 11:00:00 +0000"));
        }
    }
}
