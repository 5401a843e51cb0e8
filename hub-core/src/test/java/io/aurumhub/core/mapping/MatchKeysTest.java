package io.aurumhub.core.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.definition.EntityDefinition;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.shared.Value;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class MatchKeysTest {

    private final EntityDefinition contact = MappingFixture.entity(
            Map.of(
                    "email",
                    FieldType.EMAIL,
                    "first",
                    FieldType.STRING,
                    "last",
                    FieldType.STRING,
                    "no",
                    FieldType.INTEGER),
            List.of(List.of("email"), List.of("first", "last"), List.of("no")));

    @Test
    void one_key_for_every_rule_whose_fields_are_there() {
        var golden = Map.of(
                "email", Value.text("ann@example.com"),
                "first", Value.text("Ann"),
                "last", Value.text("Lee"),
                "no", Value.number(7));
        assertThat(MatchKeys.of(contact, golden))
                .containsExactlyInAnyOrder("email|15:ann@example.com", "first+last|3:ann|3:lee", "no|1:7");
    }

    @Test
    void a_rule_with_a_field_that_is_absent_null_or_blank_gives_no_key() {
        assertThat(MatchKeys.of(contact, Map.of("first", Value.text("Ann")))).isEmpty();
        assertThat(MatchKeys.of(contact, Map.of("first", Value.text("Ann"), "last", Value.nothing())))
                .isEmpty();
        assertThat(MatchKeys.of(contact, Map.of("first", Value.text("Ann"), "last", Value.text(" \u00a0"))))
                .isEmpty();
        assertThat(MatchKeys.of(contact, Map.of())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"AMÉLIE  Lee", " amélie\tlee ", "ame\u0301lie lee", "ＡＭÉＬＩＥ\u3000Lee", "Amélie\u00a0LEE"})
    void letter_case_blanks_and_compatibility_forms_do_not_matter(String text) {
        assertThat(keys(text, "x")).isEqualTo(keys("amélie lee", "x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"+49 30 1234-567", "0049 (0)30 1234567", "49301234567", "+49 (0) 30/12 34 567"})
    void of_telephone_numbers_the_digits_count(String text) {
        assertThat(phone(text)).isEqualTo(phone("+49301234567"));
    }

    @Test
    void an_extension_and_another_country_are_another_number() {
        assertThat(phone("030 1234567")).isNotEqualTo(phone("+49 30 1234567"));
        assertThat(phone("555-0100 ext. 7"))
                .isEqualTo(phone("5550100x7"))
                .isNotEqualTo(phone("555-0100"))
                .isNotEqualTo(phone("555-01007"));
    }

    private static Set<String> phone(String text) {
        var person = MappingFixture.entity(Map.of("phone", FieldType.PHONE), List.of(List.of("phone")));
        return MatchKeys.of(person, Map.of("phone", Value.text(text)));
    }

    @Test
    void lower_case_does_not_depend_on_the_machine() {
        assertThat(keys("TITLE", "x")).isEqualTo(keys("title", "x"));
    }

    @Test
    void values_cannot_run_into_each_other() {
        assertThat(keys("a", "b|1:c")).isNotEqualTo(keys("a|1:b", "c"));
        assertThat(keys("ab", "c")).isNotEqualTo(keys("a", "bc"));
    }

    @Test
    void numbers_match_by_meaning() {
        assertThat(MatchKeys.of(contact, Map.of("no", Value.of(10.0))))
                .isEqualTo(MatchKeys.of(contact, Map.of("no", Value.number(10))));
    }

    @Test
    void a_long_key_is_short_and_still_distinct() {
        var one = keys("a".repeat(10_000), "x");
        var other = keys("a".repeat(9_999) + "b", "x");
        assertThat(one).isNotEqualTo(other).allMatch(key -> key.length() < 100 && key.startsWith("first+last#"));
        assertThat(keys("A".repeat(10_000), "x")).isEqualTo(one);
    }

    @ParameterizedTest
    @ValueSource(strings = {"İstanbul", "ǰ ﬀ ẞ", "①②", "ΟΔΟΣ"})
    void a_normalised_text_stays_as_it_is(String text) {
        var key = keys(text, "x").iterator().next();
        var normalised = key.substring(key.indexOf(':') + 1, key.lastIndexOf('|'));
        assertThat(keys(normalised, "x")).containsExactly(key);
    }

    private Set<String> keys(String first, String last) {
        return MatchKeys.of(contact, Map.of("first", Value.text(first), "last", Value.text(last)));
    }
}
