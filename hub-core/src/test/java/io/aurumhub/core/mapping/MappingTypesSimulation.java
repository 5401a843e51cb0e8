package io.aurumhub.core.mapping;

import static io.aurumhub.core.mapping.MappingFixture.currency;
import static io.aurumhub.core.mapping.MappingFixture.field;
import static io.aurumhub.core.mapping.MappingFixture.fields;
import static io.aurumhub.core.mapping.MappingFixture.mapping;
import static io.aurumhub.core.mapping.MappingFixture.money;
import static io.aurumhub.core.mapping.MappingFixture.of;
import static io.aurumhub.core.mapping.MappingFixture.scale;
import static io.aurumhub.core.mapping.MappingFixture.withCurrencyAt;
import static io.aurumhub.core.mapping.MappingFixture.withFactor;
import static io.aurumhub.core.mapping.MappingFixture.withFormat;
import static io.aurumhub.core.mapping.MappingFixture.withSeparator;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** Whatever a field of any type holds: a system is given it so that it comes back, or is not given it at all. */
class MappingTypesSimulation {

    private static final int TRIES = 3_000;

    @Property(tries = TRIES)
    void long_text_comes_back(@ForAll String text) {
        comesBack(Value.text(text), mapping(FieldType.TEXT));
    }

    @Property(tries = TRIES)
    void times_of_day_come_back(@ForAll("times") LocalTime time) {
        var golden = Value.text(DateTimeFormatter.ISO_LOCAL_TIME.format(time));
        comesBack(golden, mapping(FieldType.TIME));
        comesBack(golden, mapping(FieldType.TIME, withFormat("h:mm:ss.SSSSSSSSS a")));
    }

    @Property(tries = TRIES)
    void days_beyond_any_calendar_come_back_or_are_refused(
            @ForAll @IntRange(min = -400_000_000, max = 400_000_000) int day) {
        var golden = Value.text(LocalDate.ofEpochDay(day).toString());
        comesBack(golden, mapping(FieldType.DATE));
        for (var format : List.of("MM/dd/yyyy", "yyyyMMdd", "d MMM yyyy", "dd.MM.yyyy G")) {
            isNeverChanged(golden, mapping(FieldType.DATE, withFormat(format)));
        }
    }

    @Property(tries = TRIES)
    void amounts_come_back_or_are_refused(
            @ForAll @BigRange(min = "-1e20", max = "1e20") @Scale(4) BigDecimal amount,
            @ForAll("currencies") String code) {
        var golden = money(amount.toPlainString(), code);
        var anyMoney = field("golden", FieldType.MONEY);
        comesBack(golden, mapping(anyMoney));
        comesBack(golden, mapping(anyMoney, withCurrencyAt("code", null)));
        comesBack(golden, mapping(anyMoney.with(currency(code))));
        isNeverChanged(golden, mapping(anyMoney, withCurrencyAt("code", "100")));
        isNeverChanged(golden, mapping(anyMoney.with(currency("EUR")), withFactor("1000")));
        isNeverChanged(golden, mapping(anyMoney.with(scale(2)), withCurrencyAt("code", "100")));
    }

    @Property(tries = TRIES)
    void whole_cents_come_back(@ForAll long cents) {
        var golden = money(BigDecimal.valueOf(cents, 2).toPlainString(), "EUR");
        var euros = field("golden", FieldType.MONEY).with(currency("EUR"));
        comesBack(golden, mapping(euros, withFactor("100")));
        assertThat(mapping(euros, withFactor("100")).toLocal(Map.of("golden", golden)))
                .containsEntry("local", Value.number(cents));
    }

    @Property(tries = TRIES)
    void decimals_of_a_scale_come_back_or_are_refused(@ForAll @BigRange(min = "-1e9", max = "1e9") BigDecimal number) {
        var golden = Value.number(number);
        var two = field("golden", FieldType.DECIMAL).with(scale(2));
        isNeverChanged(golden, mapping(two));
        isNeverChanged(golden, mapping(two, withFactor("3")));
    }

    @Property(tries = TRIES)
    void lists_come_back_or_are_refused(
            @ForAll @Size(max = 6) List<@StringLength(max = 4) String> elements,
            @ForAll("separators") String separator) {
        var list = Value.of(elements);
        var set = Value.of(new ArrayList<>(new TreeSet<>(elements)));
        comesBack(list, mapping(FieldType.LIST));
        comesBack(set, mapping(FieldType.SET));
        isNeverChanged(list, mapping(FieldType.LIST, withSeparator(separator)));
        isNeverChanged(set, mapping(FieldType.SET, withSeparator(separator)));
    }

    @Property(tries = TRIES)
    void odd_elements_come_back_or_are_refused(
            @ForAll("oddElements") List<String> elements, @ForAll("separators") String separator) {
        isNeverChanged(Value.of(elements), mapping(FieldType.LIST, withSeparator(separator)));
    }

    @Property(tries = TRIES)
    void ordinary_elements_come_back_joined(@ForAll("words") List<String> words) {
        comesBack(Value.of(words), mapping(FieldType.LIST, withSeparator(",")));
        comesBack(Value.of(new ArrayList<>(new TreeSet<>(words))), mapping(FieldType.SET, withSeparator("; ")));
    }

    @Property(tries = TRIES)
    void numbers_in_lists_come_back(@ForAll @Size(max = 8) List<Long> numbers, @ForAll("separators") String separator) {
        var list = field("golden", FieldType.LIST).with(of(FieldType.INTEGER));
        comesBack(Value.of(numbers), mapping(list));
        isNeverChanged(Value.of(numbers), mapping(list, withSeparator(separator)));
        comesBack(Value.of(numbers), mapping(list, withSeparator("|")));
    }

    @Property(tries = TRIES)
    void objects_come_back(@ForAll String street, @ForAll boolean flag, @ForAll BigDecimal latitude) {
        var address = field("golden", FieldType.OBJECT)
                .with(fields(
                        field("street", FieldType.STRING),
                        field("main", FieldType.BOOLEAN),
                        field("missing", FieldType.DATE),
                        field("geo", FieldType.OBJECT).with(fields(field("lat", FieldType.DECIMAL)))));
        var golden = Value.of(Map.of("street", street, "main", flag, "geo", Map.of("lat", latitude)));
        isNeverChanged(golden, mapping(address));
    }

    @Property(tries = TRIES)
    void what_is_taken_for_a_telephone_number_comes_back(@ForAll("numbers") String text) {
        var phone = mapping(FieldType.PHONE);
        var golden = phone.toGolden(Map.of("local", Value.text(text))).fields().get("golden");
        if (golden != null) {
            assertThat(golden).isIn(Value.text(text.strip()), Value.nothing());
            comesBack(golden, phone);
        }
    }

    @Property(tries = TRIES)
    void what_is_read_once_is_read_again_the_same(@ForAll String text, @ForAll FieldType type) {
        var map = mapping(type);
        var golden = map.toGolden(Map.of("local", Value.text(text))).fields().get("golden");
        if (golden != null) {
            comesBack(golden, map);
        }
    }

    @Property(tries = TRIES)
    void every_pattern_ends(@ForAll @StringLength(max = 50) String text, @ForAll("patterns") String pattern) {
        var matches = TextPatterns.bounded().compile(pattern);
        assertThat(matches.test(text + "!")).isFalse();
    }

    @Provide
    Arbitrary<LocalTime> times() {
        return Arbitraries.longs().between(0, 86_399_999_999_999L).map(LocalTime::ofNanoOfDay);
    }

    @Provide
    Arbitrary<String> currencies() {
        return Arbitraries.of("EUR", "USD", "JPY", "KWD", "CHF");
    }

    @Provide
    Arbitrary<String> separators() {
        return Arbitraries.of(",", ";", "; ", " ", "--", "|", "\n", "aa", "1", "\t");
    }

    @Provide
    Arbitrary<List<String>> oddElements() {
        return Arbitraries.strings()
                .withChars(",; -a|\n1\t\u00a0")
                .ofMaxLength(4)
                .list()
                .ofMaxSize(5);
    }

    @Provide
    Arbitrary<List<String>> words() {
        return Arbitraries.strings()
                .alpha()
                .numeric()
                .withChars("-_. \u00e4\u6f22")
                .ofMinLength(1)
                .filter(word -> word.equals(word.strip()))
                .list()
                .ofMaxSize(6);
    }

    @Provide
    Arbitrary<String> numbers() {
        return Arbitraries.strings().withChars("+0123456789 ()-./x\u00a0").ofMaxLength(24);
    }

    @Provide
    Arbitrary<String> patterns() {
        return Arbitraries.of("(a+)+", "([a-z]+)*", "(.*)*x", "(a|aa)+", "(\\w+\\s?)+");
    }

    private static void comesBack(Value golden, Mapping mapping) {
        var local = mapping.toLocal(Map.of("golden", golden));
        assertThat(mapping.toGolden(LocalFields.with(Map.of(), local)))
                .isEqualTo(new Mapped(Map.of("golden", golden), List.of()));
        assertThat(mapping.holds(LocalFields.with(Map.of(), local), "golden", golden))
                .isTrue();
    }

    /** Either it comes back, or the map says why not. */
    private static void isNeverChanged(Value golden, Mapping mapping) {
        Map<String, Value> local;
        try {
            local = mapping.toLocal(Map.of("golden", golden));
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageContaining("is not");
            return;
        }
        var back = new HashMap<>(
                mapping.toGolden(LocalFields.with(Map.of(), local)).fields());
        assertThat(back).containsExactly(Map.entry("golden", golden));
    }
}
