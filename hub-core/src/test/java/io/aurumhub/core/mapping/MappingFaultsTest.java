package io.aurumhub.core.mapping;

import static io.aurumhub.core.mapping.MappingFixture.map;
import static io.aurumhub.core.mapping.MappingFixture.mapping;
import static io.aurumhub.core.mapping.MappingFixture.of;
import static io.aurumhub.core.mapping.MappingFixture.withCurrencyAt;
import static io.aurumhub.core.mapping.MappingFixture.withFactor;
import static io.aurumhub.core.mapping.MappingFixture.withFormat;
import static io.aurumhub.core.mapping.MappingFixture.withSeparator;
import static io.aurumhub.core.mapping.MappingFixture.withValues;
import static io.aurumhub.core.mapping.MappingFixture.withZone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.core.definition.Disclosure;
import io.aurumhub.core.definition.Disclosure.Kind;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldFlow;
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

    @ParameterizedTest
    @ValueSource(strings = {"HH", "hh:mm", "mm:ss", "yyyy-MM-dd", "bogus"})
    void a_format_from_which_no_time_of_day_comes_back_is_a_fault(String format) {
        assertThat(settings(FieldType.TIME, withFormat(format))).containsExactly("format");
        assertThat(settings(FieldType.TIME, withFormat("HH:mm"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"yyyy-MM-dd hh:mm", "yyyy-MM-dd KK:mm:ss", "yyyy-MM-dd mm"})
    void hours_of_an_unknown_half_of_the_day_are_a_fault(String format) {
        assertThat(settings(FieldType.TIMESTAMP, withFormat(format))).containsExactly("format");
        assertThat(settings(FieldType.DATE, withFormat(format))).containsExactly("format");
        assertThat(settings(FieldType.TIMESTAMP, withFormat("yyyy-MM-dd hh:mm a")))
                .isEmpty();
    }

    @Test
    void money_lists_and_objects_have_settings_of_their_own() {
        assertThat(settings(FieldType.STRING, withSeparator(","))).containsExactly("separator");
        assertThat(settings(FieldType.SET, withSeparator(""))).containsExactly("separator");
        assertThat(settings(
                        MappingFixture.field("golden", FieldType.LIST).with(of(FieldType.MONEY)), withSeparator(",")))
                .containsExactly("separator");
        assertThat(settings(FieldType.SET, withSeparator(","))).isEmpty();
        assertThat(settings(FieldType.DECIMAL, withCurrencyAt("code", null))).containsExactly("currency");
        assertThat(settings(FieldType.MONEY, withCurrencyAt("a..b", null))).containsExactly("currency");
        assertThat(settings(FieldType.MONEY, withCurrencyAt("local", null))).containsExactly("currency");
        assertThat(settings(FieldType.MONEY, withCurrencyAt("local.code", null)))
                .containsExactly("currency");
        assertThat(settings(FieldType.MONEY, withCurrencyAt("code", "100"))).isEmpty();
        assertThat(settings(FieldType.MONEY, withValues(Map.of(Value.text("a"), Value.text("b")))))
                .containsExactly("values");
    }

    @Test
    void a_translated_element_does_not_contain_what_joins_the_elements() {
        var map = new FieldMap(
                "golden",
                "local",
                null,
                null,
                null,
                Map.of(Value.text("new"), Value.text("n,w")),
                Map.of(),
                false,
                ",",
                null,
                null,
                null,
                null,
                FieldFlow.FREE);
        assertThat(settings(FieldType.SET, map)).containsExactly("values.new");
    }

    @Test
    void a_disclosure_is_for_values_that_it_can_disguise() {
        assertThat(settings(FieldType.STRING, shown(Kind.TRUNCATE, 0))).containsExactly("disclosure");
        assertThat(settings(FieldType.STRING, shown(Kind.TRUNCATE, 3))).isEmpty();
        assertThat(settings(FieldType.MONEY, shown(Kind.HASH, 0))).containsExactly("disclosure");
        assertThat(settings(FieldType.SET, shown(Kind.TRUNCATE, 3))).containsExactly("disclosure");
        assertThat(settings(FieldType.OBJECT, shown(Kind.HASH, 0))).isEmpty();
        assertThat(settings(FieldType.SET, shown(Kind.MASK, 0))).isEmpty();
    }

    @Test
    void a_fallback_is_a_value_of_the_type() {
        var map = FieldMap.named("golden", "local").with(FieldFlow.FREE.withFallback(Value.text("soon")));
        assertThat(settings(FieldType.DATE, map)).containsExactly("fallback");
        assertThat(settings(FieldType.STRING, map)).isEmpty();
    }

    private static FieldMap shown(Kind kind, int length) {
        return FieldMap.named("golden", "local").with(FieldFlow.FREE.with(new Disclosure(kind, length)));
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
        return settings(MappingFixture.field("golden", type), map);
    }

    private static List<String> settings(FieldDefinition field, FieldMap map) {
        return Mapping.faults(field, map).stream().map(Mapping.Fault::setting).toList();
    }
}
