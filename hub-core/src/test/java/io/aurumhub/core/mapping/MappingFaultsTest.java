package io.aurumhub.core.mapping;

import static io.aurumhub.core.mapping.MappingFixture.map;
import static io.aurumhub.core.mapping.MappingFixture.mapping;
import static io.aurumhub.core.mapping.MappingFixture.withFactor;
import static io.aurumhub.core.mapping.MappingFixture.withFormat;
import static io.aurumhub.core.mapping.MappingFixture.withValues;
import static io.aurumhub.core.mapping.MappingFixture.withZone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.shared.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class MappingFaultsTest {

    @Test
    void settings_are_for_the_types_that_have_a_use_for_them() {
        assertThat(settings(FieldType.STRING, withFormat("yyyy"))).containsExactly("format");
        assertThat(settings(FieldType.DATE, withZone("UTC"))).containsExactly("zone");
        assertThat(settings(FieldType.DATE, withFactor("100"))).containsExactly("factor");
        assertThat(settings(FieldType.DECIMAL, withFactor("0"))).containsExactly("factor");
        assertThat(settings(FieldType.TIMESTAMP, map("yyyy", null, null, Map.of(Value.text("a"), Value.text("b")))))
                .containsExactly("values");
        assertThat(settings(FieldType.STRING, FieldMap.named("golden", "a..b"))).containsExactly("local");
    }

    @ParameterizedTest
    @ValueSource(strings = {"MM/dd", "MM/dd/yy", "HH:mm", "YYYY-MM-dd", "bogus", "yyyy-MM-dd'"})
    void a_format_from_which_the_day_does_not_come_back_is_a_fault(String format) {
        assertThat(settings(FieldType.DATE, withFormat(format))).containsExactly("format");
        assertThat(settings(FieldType.TIMESTAMP, withFormat(format))).containsExactly("format");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"MM/dd/yyyy", "uuuu-MM-dd", "d. MMMM yyyy", "yyyyMMdd", "d/M/yyyy G", "yyyy-MM-dd'T'HH:mm:ssXXX"
            })
    void a_format_from_which_the_day_comes_back_is_fine(String format) {
        assertThat(settings(FieldType.DATE, withFormat(format))).isEmpty();
        assertThat(settings(FieldType.TIMESTAMP, withFormat(format, "Pacific/Auckland")))
                .isEmpty();
    }

    @Test
    void value_maps_are_one_to_one() {
        assertThat(settings(
                        FieldType.STRING,
                        withValues(Map.of(Value.text("a"), Value.number(1), Value.text("b"), Value.text("1")))))
                .hasSize(1)
                .allMatch(setting -> setting.startsWith("values."));
        assertThat(settings(FieldType.BOOLEAN, withValues(Map.of(Value.text("perhaps"), Value.text("P")))))
                .containsExactly("values.perhaps");
        assertThat(settings(FieldType.BOOLEAN, withValues(Map.of(Value.text("true"), Value.nothing()))))
                .containsExactly("values.true");
        assertThat(settings(
                        FieldType.BOOLEAN,
                        withValues(Map.of(Value.text("true"), Value.text("A"), Value.text("TRUE"), Value.text("B")))))
                .hasSize(1);
    }

    @Test
    void a_mapping_with_a_fault_is_not_made() {
        assertThatThrownBy(() -> mapping(FieldType.STRING, withFactor("100")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("syncs.shop-contacts.fields.golden.factor: a factor is for numbers, not for string");
        assertThatThrownBy(() ->
                        mapping(Map.of("other", FieldType.STRING), Map.of("golden", FieldMap.named("golden", "x"))))
                .hasMessage("syncs.shop-contacts.fields.golden: contact has no such field");
    }

    private static List<String> settings(FieldType type, FieldMap map) {
        return Mapping.faults(FieldDefinition.of("golden", type), map).stream()
                .map(Mapping.Fault::setting)
                .toList();
    }
}
