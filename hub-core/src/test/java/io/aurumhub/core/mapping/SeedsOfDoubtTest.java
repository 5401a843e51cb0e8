package io.aurumhub.core.mapping;

import static io.aurumhub.core.mapping.MappingFixture.currency;
import static io.aurumhub.core.mapping.MappingFixture.field;
import static io.aurumhub.core.mapping.MappingFixture.mapping;
import static io.aurumhub.core.mapping.MappingFixture.money;
import static io.aurumhub.core.mapping.MappingFixture.problem;
import static io.aurumhub.core.mapping.MappingFixture.read;
import static io.aurumhub.core.mapping.MappingFixture.withFactor;
import static io.aurumhub.core.mapping.MappingFixture.withFormat;
import static io.aurumhub.core.mapping.MappingFixture.withZone;
import static io.aurumhub.core.mapping.MappingFixture.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.shared.Value;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The values that integrations are known to lose, in and out. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SeedsOfDoubtTest {

    @Test
    void the_first_of_january() {
        var american = mapping(FieldType.DATE, withFormat("MM/dd/yyyy"));
        assertThat(write(american, "2024-01-01")).isEqualTo(Value.text("01/01/2024"));
        assertThat(read(american, "01/01/2024")).isEqualTo(Value.text("2024-01-01"));
    }

    @ParameterizedTest
    @EnumSource(
            value = FieldType.class,
            names = {"INTEGER", "DECIMAL"})
    void two_to_the_53rd_and_one(FieldType type) {
        var beyond = Value.number((1L << 53) + 1);
        assertThat(read(mapping(type), "9007199254740993")).isEqualTo(beyond);
        assertThat(write(mapping(type), beyond)).isEqualTo(beyond).hasToString("9007199254740993");
        assertThat(read(mapping(FieldType.STRING), (1L << 53) + 1)).isEqualTo(Value.text("9007199254740993"));
    }

    @Test
    void ten_cents() {
        var cents = mapping(field("golden", FieldType.MONEY).with(currency("EUR")), withFactor("100"));
        assertThat(cents.toLocal(Map.of("golden", money("0.10", "EUR"))))
                .containsOnly(Map.entry("local", Value.number(10)));
        assertThat(read(cents, 10)).isEqualTo(money("0.10", "EUR"));
        var decimal = mapping(FieldType.DECIMAL, withFactor("100"));
        assertThat(read(decimal, write(decimal, "0.10"))).hasToString("0.1");
    }

    @Test
    void a_time_that_daylight_saving_skips() {
        var berlin = mapping(FieldType.TIMESTAMP, withZone("Europe/Berlin"));
        assertThat(problem(berlin, Value.text("2024-03-31T02:30:00")))
                .hasToString("golden (from local): '2024-03-31T02:30:00' is not a time that the clocks of Europe/Berlin"
                        + " show: they skip it for daylight saving");
        assertThat(read(berlin, "2024-03-31T01:59:59")).isEqualTo(Value.text("2024-03-31T00:59:59Z"));
        assertThat(read(berlin, "2024-03-31T03:00:00")).isEqualTo(Value.text("2024-03-31T01:00:00Z"));
        assertThat(write(berlin, "2024-03-31T01:00:00Z")).isEqualTo(Value.text("2024-03-31T03:00:00"));
    }

    @ParameterizedTest
    @EnumSource(
            value = FieldType.class,
            names = {"STRING", "TEXT"})
    void composed_and_decomposed_letters_are_two_texts(FieldType type) {
        for (var name : new String[] {"Am\u00e9lie", "Ame\u0301lie"}) {
            assertThat(read(mapping(type), name)).isEqualTo(Value.text(name));
            assertThat(write(mapping(type), name)).isEqualTo(Value.text(name));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = FieldType.class,
            names = {"STRING", "TEXT"})
    void emoji_and_line_breaks(FieldType type) {
        var text = "\uD83D\uDC69\u200D\uD83D\uDE80\r\n\uD83C\uDDE9\uD83C\uDDEA ";
        assertThat(read(mapping(type), text)).isEqualTo(Value.text(text));
        assertThat(write(mapping(type), text)).isEqualTo(Value.text(text));
    }

    @ParameterizedTest
    @EnumSource(
            value = FieldType.class,
            names = {"STRING", "TEXT"})
    void empty_null_and_absent_are_three_things(FieldType type) {
        var map = mapping(type);
        assertThat(read(map, "")).isEqualTo(Value.text(""));
        assertThat(read(map, Value.nothing())).isEqualTo(Value.nothing());
        assertThat(map.toGolden(Map.of()).fields()).isEmpty();
        assertThat(write(map, "")).isEqualTo(Value.text(""));
        assertThat(write(map, Value.nothing())).isEqualTo(Value.nothing());
        assertThat(map.toLocal(Map.of())).isEmpty();
    }
}
