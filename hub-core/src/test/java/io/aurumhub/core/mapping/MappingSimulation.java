package io.aurumhub.core.mapping;

import static io.aurumhub.core.mapping.MappingFixture.mapping;
import static io.aurumhub.core.mapping.MappingFixture.withFactor;
import static io.aurumhub.core.mapping.MappingFixture.withFormat;
import static io.aurumhub.core.mapping.MappingFixture.withValues;
import static io.aurumhub.core.mapping.MappingFixture.withZone;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.BigRange;

/** What is written to a system is read back as the same golden value, for every type and every form of map. */
class MappingSimulation {

    private static final int TRIES = 3_000;
    private static final List<String> ZONES =
            List.of("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe");

    @Property(tries = TRIES)
    void text_comes_back(@ForAll String text) {
        comesBack(Value.text(text), mapping(FieldType.STRING));
        comesBack(Value.text(text), mapping(FieldType.STRING, FieldMap.named("golden", "a.b.c")));
    }

    @Property(tries = TRIES)
    void whole_numbers_come_back(@ForAll BigInteger number) {
        var golden = Value.number(new BigDecimal(number));
        comesBack(golden, mapping(FieldType.INTEGER));
        comesBack(golden, mapping(FieldType.INTEGER, withFactor("100")));
        comesBack(golden, mapping(FieldType.INTEGER, withFactor("-0.001")));
        comesBackAsText(golden, mapping(FieldType.INTEGER));
    }

    @Property(tries = TRIES)
    void decimals_come_back(@ForAll @BigRange(min = "-1e30", max = "1e30") BigDecimal number) {
        var golden = Value.number(number);
        comesBack(golden, mapping(FieldType.DECIMAL));
        comesBack(golden, mapping(FieldType.DECIMAL, withFactor("100")));
        comesBack(golden, mapping(FieldType.DECIMAL, withFactor("0.45359237")));
        comesBackAsText(golden, mapping(FieldType.DECIMAL));
    }

    @Property
    void flags_come_back(@ForAll boolean flag) {
        var golden = Value.flag(flag);
        comesBack(golden, mapping(FieldType.BOOLEAN));
        comesBackAsText(golden, mapping(FieldType.BOOLEAN));
        comesBack(
                golden,
                mapping(
                        FieldType.BOOLEAN,
                        withValues(Map.of(Value.text("true"), Value.number(7), Value.flag(false), Value.text("no")))));
    }

    @Property(tries = TRIES)
    void days_come_back(@ForAll("days") LocalDate day, @ForAll("dateFormats") String format) {
        var golden = Value.text(day.toString());
        comesBack(golden, mapping(FieldType.DATE));
        comesBack(golden, mapping(FieldType.DATE, withFormat(format)));
    }

    @Property(tries = TRIES)
    void instants_come_back(@ForAll("instants") Instant instant) {
        comesBack(Value.text(instant.toString()), mapping(FieldType.TIMESTAMP));
        comesBack(
                Value.text(instant.toString()),
                mapping(FieldType.TIMESTAMP, withFormat("dd/MM/yyyy hh:mm:ss.SSSSSSSSS a XXXXX", "Asia/Kolkata")));
    }

    @Property(tries = TRIES)
    void instants_come_back_from_local_times(@ForAll("instants") Instant instant, @ForAll("zones") String zone) {
        var rules = ZoneId.of(zone).getRules();
        var local = LocalDateTime.ofInstant(instant, ZoneId.of(zone));
        Assume.that(rules.getValidOffsets(local).getFirst().equals(rules.getOffset(instant)));
        comesBack(Value.text(instant.toString()), mapping(FieldType.TIMESTAMP, withZone(zone)));
        var seconds = Value.text(instant.truncatedTo(ChronoUnit.SECONDS).toString());
        comesBack(seconds, mapping(FieldType.TIMESTAMP, withFormat("yyyy-MM-dd HH:mm:ss", zone)));
        comesBack(seconds, mapping(FieldType.TIMESTAMP, withFormat("d MMM yyyy, HH'h'mm:ss", zone)));
    }

    @Property(tries = TRIES)
    void addresses_and_keys_come_back(@ForAll("words") String name, @ForAll("words") String host) {
        comesBack(Value.text(name + "@" + host), mapping(FieldType.EMAIL));
        comesBack(Value.text(name), mapping(FieldType.REFERENCE));
    }

    @Property(tries = TRIES)
    void translated_values_come_back(@ForAll List<Integer> numbers) {
        Assume.that(!numbers.isEmpty());
        var values = new HashMap<Value, Value>();
        numbers.forEach(number -> values.put(Value.text("golden" + number), Value.number(number)));
        var mapping = mapping(FieldType.STRING, withValues(values));
        values.keySet().forEach(golden -> comesBack(golden, mapping));
    }

    @Property(tries = TRIES)
    void no_text_breaks_a_reader(@ForAll String text, @ForAll FieldType type) {
        var mapped = mapping(type).toGolden(Map.of("local", Value.text(text)));
        assertThat(mapped.fields().size() + mapped.problems().size()).isEqualTo(1);
    }

    @Provide
    Arbitrary<LocalDate> days() {
        return Arbitraries.longs()
                .between(
                        LocalDate.of(1, 1, 1).toEpochDay(),
                        LocalDate.of(9999, 12, 31).toEpochDay())
                .map(LocalDate::ofEpochDay);
    }

    @Provide
    Arbitrary<Instant> instants() {
        var from = Instant.parse("1900-01-02T00:00:00Z").getEpochSecond();
        var to = Instant.parse("2100-01-01T00:00:00Z").getEpochSecond();
        var nanos = Arbitraries.oneOf(Arbitraries.just(0L), Arbitraries.longs().between(0, 999_999_999));
        return Arbitraries.longs()
                .between(from, to)
                .flatMap(second -> nanos.map(nano -> Instant.ofEpochSecond(second, nano)));
    }

    @Provide
    Arbitrary<String> zones() {
        return Arbitraries.of(ZONES);
    }

    @Provide
    Arbitrary<String> dateFormats() {
        return Arbitraries.of(
                "MM/dd/yyyy", "dd.MM.uuuu", "yyyyMMdd", "d MMMM yyyy", "EEE d/M/yyyy", "yyyy-MM-dd HH:mm");
    }

    @Provide
    Arbitrary<String> words() {
        return Arbitraries.strings().alpha().numeric().withChars("._+-äß漢").ofMinLength(1);
    }

    private static void comesBack(Value golden, Mapping mapping) {
        var local = mapping.toLocal(Map.of("golden", golden));
        assertThat(readBack(local, mapping)).isEqualTo(new Mapped(Map.of("golden", golden), List.of()));
    }

    private static void comesBackAsText(Value golden, Mapping mapping) {
        var local = mapping.toLocal(Map.of("golden", golden));
        var text = new HashMap<String, Value>();
        local.forEach((path, value) -> text.put(path, Value.text(value.toString())));
        assertThat(readBack(text, mapping)).isEqualTo(new Mapped(Map.of("golden", golden), List.of()));
    }

    private static Mapped readBack(Map<String, Value> byPath, Mapping mapping) {
        var nested = new HashMap<String, Value>();
        byPath.forEach((path, value) -> {
            var inner = value;
            var names = path.split("\\.", -1);
            for (int i = names.length - 1; i > 0; i--) {
                inner = new Value.Nested(Map.of(names[i], inner));
            }
            nested.put(names[0], inner);
        });
        return mapping.toGolden(nested);
    }
}
