package io.aurumhub.core.mapping;

import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Values that a map might break: ordinary ones first, then those at the edges, then some by a fixed rule of chance. Not
 * all of them are values of the field; those must be left out.
 */
final class SampleValues {

    private static final int BY_CHANCE = 20;

    private static final List<String> TEXTS = List.of(
            "Ann",
            "",
            " ",
            " kept  as is ",
            "Am\u00e9lie",
            "Ame\u0301lie",
            "\uD83D\uDC69\u200D\uD83D\uDE80 \u6F22\u5B57",
            "line\nbreak\ttab",
            "a,b;c|d\"e'f\\g<h>&{i}",
            "null",
            "0012",
            "1e3",
            "true",
            "\uFB01\u00DF\u0130",
            "x".repeat(5_000));

    private static final List<String> NUMBERS = List.of(
            "0",
            "1",
            "-1",
            "12.34",
            "12.345",
            "0.1",
            "0.10",
            "-0.01",
            "19.99",
            "100",
            "9007199254740993",
            "-9007199254740993",
            "9223372036854775807",
            "123456789012345678901234567890",
            "0.000000001",
            "0.333");

    private static final List<String> DAYS = List.of(
            "2024-01-01",
            "1965-11-23",
            "2024-02-29",
            "1900-03-01",
            "1969-12-31",
            "1582-10-10",
            "0001-01-01",
            "9999-12-31",
            "2000-12-31",
            "-0044-03-15",
            "+12024-01-01");

    private static final List<String> TIMES =
            List.of("14:30:00", "00:00:00", "23:59:00", "12:00:00", "09:05:07", "23:59:59.999", "12:34:56.123456789");

    private static final List<String> INSTANTS = List.of(
            "2024-01-01T12:30:00Z",
            "2024-02-29T23:59:00Z",
            "1965-11-23T11:42:31Z",
            "2024-06-30T22:00:01.123Z",
            "2024-06-30T22:00:01.123456789Z",
            "1969-12-31T23:59:59Z",
            "9999-12-31T23:59:59Z",
            "1900-01-02T00:00:00Z",
            "+12024-01-01T00:00:00Z");

    private static final List<String> PHONES =
            List.of("+49 30 1234567", "(030) 123-4567", "0049 (0)30/1234567", "110", "+1 212 555 0100 ext. 7");

    private SampleValues() {}

    static List<Value> of(FieldDefinition field, FieldMap map) {
        var samples = new ArrayList<Value>(map.values().keySet());
        samples.addAll(of(field, map.zone() == null ? ZoneOffset.UTC : map.zone()));
        if (map.separator() != null) {
            samples.addAll(
                    lists(texts(Stream.of("a" + map.separator() + "b", map.separator(), map.separator() + "c"))));
        }
        samples.add(Value.nothing());
        return samples;
    }

    private static List<Value> of(FieldDefinition field, ZoneId zone) {
        return switch (field.type()) {
            case STRING, TEXT -> texts(TEXTS.stream());
            case REFERENCE -> texts(Stream.of("4711", "a-b_c.d", "\u00e9", "9007199254740993"));
            case EMAIL ->
                texts(Stream.of("ann@example.com", "Ann.O'Neil+x@Example.COM", "j\u00f6rg@m\u00fcller.example"));
            case PHONE -> texts(PHONES.stream());
            case ENUM -> texts(field.shape().choices().stream());
            case BOOLEAN -> List.of(Value.flag(true), Value.flag(false));
            case INTEGER, DECIMAL -> numbers();
            case DATE -> texts(Stream.concat(DAYS.stream(), chance().mapToObj(SampleValues::day)));
            case TIME -> texts(Stream.concat(TIMES.stream(), chance().mapToObj(SampleValues::time)));
            case TIMESTAMP ->
                texts(Stream.of(INSTANTS.stream(), changes(zone), chance().mapToObj(SampleValues::instant))
                        .flatMap(all -> all));
            case MONEY ->
                numbers().stream()
                        .flatMap(number -> currencies(field).map(code -> money(number, code)))
                        .toList();
            case SET, LIST -> lists(of(Form.element(field.shape()), zone));
            case OBJECT -> objects(field, zone);
            case JSON -> documents();
        };
    }

    private static List<Value> texts(Stream<String> texts) {
        return texts.map(Value::text).toList();
    }

    private static List<Value> numbers() {
        return Stream.concat(NUMBERS.stream().map(BigDecimal::new), chance().mapToObj(SampleValues::cents))
                .map(Value::number)
                .toList();
    }

    private static Stream<String> currencies(FieldDefinition field) {
        return field.shape().currency() == null
                ? Stream.of("EUR", "JPY")
                : Stream.of(field.shape().currency());
    }

    private static Value money(Value amount, String currency) {
        return new Value.Nested(Map.of(MoneyForm.AMOUNT, amount, MoneyForm.CURRENCY, Value.text(currency)));
    }

    /** Each element alone, all of them, and all of them twice and backwards. */
    private static List<Value> lists(List<Value> elements) {
        var lists = new ArrayList<Value>();
        elements.forEach(element -> lists.add(new Value.Items(List.of(element))));
        lists.add(new Value.Items(elements));
        lists.add(new Value.Items(
                Stream.concat(elements.reversed().stream(), elements.stream()).toList()));
        lists.add(new Value.Items(List.of()));
        return lists;
    }

    /** Each value of each field alone, and one of everything. */
    private static List<Value> objects(FieldDefinition field, ZoneId zone) {
        var objects = new ArrayList<Value>();
        var whole = new LinkedHashMap<String, Value>();
        field.shape().fields().forEach((name, inner) -> {
            var samples = of(inner, zone);
            samples.forEach(sample -> objects.add(new Value.Nested(Map.of(name, sample))));
            whole.put(name, samples.getFirst());
        });
        objects.addFirst(new Value.Nested(whole));
        return objects;
    }

    private static List<Value> documents() {
        var inner = new LinkedHashMap<String, Value>();
        inner.put("a.b", Value.nothing());
        inner.put("", new Value.Items(List.of(Value.number(1), Value.number(1), Value.text("x"))));
        return List.of(
                new Value.Nested(inner),
                new Value.Nested(Map.of()),
                new Value.Items(List.of(new Value.Nested(inner), Value.flag(true))),
                new Value.Items(List.of()),
                Value.text("text"),
                Value.number(new BigDecimal("2.5")),
                Value.flag(false));
    }

    /** Around the next changes of the clocks, also inside the hour that is shown twice. */
    private static Stream<String> changes(ZoneId zone) {
        var start = Instant.parse("2024-01-01T00:00:00Z");
        return Stream.iterate(
                        zone.getRules().nextTransition(start),
                        Objects::nonNull,
                        change -> zone.getRules().nextTransition(change.getInstant()))
                .limit(2)
                .map(ZoneOffsetTransition::getInstant)
                .flatMap(change -> Stream.of(-3600, -1800, -1, 0, 1, 1800, 3600)
                        .map(seconds -> change.plus(Duration.ofSeconds(seconds)).toString()));
    }

    private static BigDecimal cents(long chance) {
        return BigDecimal.valueOf(chance % 100_000_000, 2);
    }

    private static String day(long chance) {
        return LocalDate.of(1900, 1, 1).plusDays(Math.floorMod(chance, 73_000L)).toString();
    }

    private static String time(long chance) {
        return LocalTime.ofSecondOfDay(Math.floorMod(chance, 86_400L)).toString();
    }

    private static String instant(long chance) {
        return Instant.ofEpochSecond(Math.floorMod(chance, 4_102_444_800L)).toString();
    }

    /** Always the same: the numbers of SplitMix64 (Steele, Lea, Flood 2014) from 0 on. */
    private static LongStream chance() {
        return LongStream.rangeClosed(1, BY_CHANCE).map(step -> {
            long mixed = step * 0x9E3779B97F4A7C15L;
            mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
            mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
            return mixed ^ (mixed >>> 31);
        });
    }
}
