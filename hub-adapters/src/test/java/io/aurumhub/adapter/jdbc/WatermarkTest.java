package io.aurumhub.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.adapter.jdbc.Watermark.Unit;
import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class WatermarkTest {

    @ParameterizedTest
    @CsvSource({
        "2026-03-01T00:00:05Z,              2026-02-28T23:59:55Z",
        "2026-03-01T00:00:05.000001Z,       2026-02-28T23:59:55.000001Z",
        "2026-03-01 00:00:05,               2026-02-28 23:59:55",
        "2026-03-01 00:00:05.120,           2026-02-28 23:59:55.120",
        "2026-03-01T00:00,                  2026-02-28T23:59",
        "2026-03-01T00:00:05+02:00,         2026-02-28T23:59:55+02:00",
        "2026-03-01,                        2026-02-28",
        "infinity,                          infinity",
        "version 7,                         version 7"
    })
    void texts_step_back_and_keep_their_form(String text, String earlier) {
        assertThat(Watermark.stepBack(Value.text(text), Duration.ofSeconds(10), Unit.COUNTER))
                .isEqualTo(Value.text(earlier));
    }

    @ParameterizedTest
    @CsvSource({
        "COUNTER, 5000,              4000",
        "SECONDS, 5000,              4998.5",
        "MILLIS,  1769860800123,     1769860798623",
        "MICROS,  1769860800123456,  1769860798623456",
        "NANOS,   1769860800123456789, 1769860798623456789"
    })
    void numbers_step_back_in_their_unit(Unit unit, BigDecimal number, BigDecimal earlier) {
        assertThat(Watermark.stepBack(Value.number(number), Duration.ofMillis(1_500), unit))
                .isEqualTo(Value.number(earlier));
    }

    @Test
    void moments_compare_as_time_and_not_as_text() {
        var whole = Value.text("2026-01-31T12:00:00Z");
        var later = Value.text("2026-01-31T12:00:00.5Z");

        assertThat(Watermark.isBefore(whole, later, Unit.COUNTER)).isTrue();
        assertThat(Watermark.isBefore(later, whole, Unit.COUNTER)).isFalse();
        assertThat(Watermark.instant(Value.number(1_769_860_800_123L), Unit.MILLIS))
                .contains(Instant.parse("2026-01-31T12:00:00.123Z"));
        assertThat(Watermark.instant(Value.text("2026-13-01"), Unit.COUNTER)).isEmpty();
    }
}
