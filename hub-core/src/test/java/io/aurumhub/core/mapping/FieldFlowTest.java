package io.aurumhub.core.mapping;

import static io.aurumhub.core.mapping.MappingFixture.entity;
import static io.aurumhub.core.mapping.MappingFixture.field;
import static io.aurumhub.core.mapping.MappingFixture.fields;
import static io.aurumhub.core.mapping.MappingFixture.mapping;
import static io.aurumhub.core.mapping.MappingFixture.money;
import static io.aurumhub.core.mapping.MappingFixture.sync;
import static io.aurumhub.core.mapping.MappingFixture.withFormat;
import static io.aurumhub.core.mapping.MappingFixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.core.definition.Direction;
import io.aurumhub.core.definition.Disclosure;
import io.aurumhub.core.definition.Disclosure.Kind;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldFlow;
import io.aurumhub.core.definition.FieldLimits;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.FieldShape;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.shared.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class FieldFlowTest {

    private static final Map<String, Value> ANN = Map.of("local", Value.text("Ann"));

    @Nested
    class Directions {

        @Test
        void a_field_that_goes_out_only_is_not_read() {
            var out = mapping(field("golden", FieldType.STRING), flowing(FieldFlow.FREE.with(Direction.OUT)));
            assertThat(out.toGolden(ANN)).isEqualTo(new Mapped(Map.of(), List.of()));
            assertThat(write(out, "Ann")).isEqualTo(Value.text("Ann"));
            assertThat(out.reads("golden")).isFalse();
            assertThat(out.writes("golden")).isTrue();
        }

        @Test
        void a_field_that_comes_in_only_is_not_written() {
            var in = mapping(field("golden", FieldType.STRING), flowing(FieldFlow.FREE.with(Direction.IN)));
            assertThat(in.toGolden(ANN).fields()).containsKey("golden");
            assertThat(in.toLocal(Map.of("golden", Value.text("Ann")))).isEmpty();
            assertThat(in.localValues(ANN, List.of("golden"))).isEqualTo(ANN);
            assertThat(in.reads("golden")).isTrue();
            assertThat(in.writes("golden")).isFalse();
        }

        @Test
        void a_field_that_is_not_mapped_goes_nowhere() {
            var map = mapping(FieldType.STRING);
            assertThat(map.reads("other")).isFalse();
            assertThat(map.writes("other")).isFalse();
            assertThat(map.paths("other")).isEmpty();
        }
    }

    @Nested
    class What_a_record_holds {

        @Test
        void nothing_is_to_be_written_where_the_form_shows_no_difference() {
            var minutes = mapping(FieldType.TIMESTAMP, withFormat("yyyy-MM-dd HH:mm"));
            var local = Map.of("local", Value.text("2024-01-01 12:00"));
            assertThat(minutes.holds(local, "golden", Value.text("2024-01-01T12:00:31Z")))
                    .isTrue();
            assertThat(minutes.holds(local, "golden", Value.text("2024-01-01T12:01:00Z")))
                    .isFalse();
            assertThat(minutes.holds(local, "golden", Value.nothing())).isFalse();
            assertThat(minutes.holds(Map.of(), "golden", Value.nothing())).isTrue();
            assertThat(minutes.holds(Map.of("local", Value.text("soon")), "golden", Value.text("2024-01-01T12:00:00Z")))
                    .isFalse();
        }

        @Test
        void fields_that_are_only_written_are_compared_as_they_would_be_written() {
            var masked = mapping(secret(FieldType.STRING), shown(Kind.MASK, 0));
            assertThat(masked.holds(Map.of("local", Value.text("***")), "golden", Value.text("Ann")))
                    .isTrue();
            assertThat(masked.holds(ANN, "golden", Value.text("Ann"))).isFalse();
            var out = mapping(field("golden", FieldType.STRING), flowing(FieldFlow.FREE.with(Direction.OUT)));
            assertThat(out.holds(ANN, "golden", Value.text("Ann"))).isTrue();
            assertThat(out.holds(ANN, "golden", Value.text("Bob"))).isFalse();
        }

        @Test
        void what_is_never_written_is_never_due() {
            var in = mapping(field("golden", FieldType.STRING), flowing(FieldFlow.FREE.with(Direction.IN)));
            assertThat(in.holds(ANN, "golden", Value.text("Bob"))).isTrue();
            assertThat(in.holds(ANN, "other", Value.text("Bob"))).isTrue();
        }

        @Test
        void money_and_objects_are_compared_part_by_part() {
            var price = mapping(field("golden", FieldType.MONEY));
            var local = Map.of("local", Value.of(Map.of("amount", "1.50", "currency", "eur", "note", "x")));
            assertThat(price.holds(local, "golden", money("1.5", "EUR"))).isTrue();
            assertThat(price.holds(local, "golden", money("1.5", "USD"))).isFalse();
            var address = mapping(field("golden", FieldType.OBJECT));
            var hill = Map.of("local", Value.of(Map.of("street", "Hill", "note", "x")));
            assertThat(address.holds(hill, "golden", Value.of(Map.of("street", "Hill"))))
                    .isTrue();
            assertThat(address.holds(hill, "golden", Value.nothing())).isFalse();
            assertThat(address.holds(hill, "golden", Value.of(Map.of("city", "Ulm"))))
                    .isFalse();
        }
    }

    @Nested
    class Sensitive_fields {

        @Test
        void a_sensitive_field_is_never_written_unless_the_map_says_how() {
            var map = mapping(secret(FieldType.STRING));
            assertThat(map.toLocal(Map.of("golden", Value.text("Ann")))).isEmpty();
            assertThat(map.writes("golden")).isFalse();
            assertThat(map.toGolden(ANN).fields()).as("but it may come in").containsKey("golden");
        }

        @Test
        void plainly_it_goes_both_ways() {
            var map = mapping(secret(FieldType.STRING), shown(Kind.PLAIN, 0));
            assertThat(write(map, "Ann")).isEqualTo(Value.text("Ann"));
            assertThat(map.toGolden(ANN).fields()).containsKey("golden");
        }

        @ParameterizedTest
        @EnumSource(
                value = Kind.class,
                names = {"MASK", "HASH", "TRUNCATE"})
        void a_disguised_value_is_never_read_back(Kind kind) {
            var map = mapping(secret(FieldType.STRING), shown(kind, 3));
            assertThat(map.toGolden(ANN)).isEqualTo(new Mapped(Map.of(), List.of()));
            assertThat(map.toLocal(Map.of("golden", Value.nothing()))).containsEntry("local", Value.nothing());
        }

        @Test
        void a_mask_tells_that_there_is_something_and_not_how_much() {
            assertThat(write(mapping(secret(FieldType.STRING), shown(Kind.MASK, 0)), "Annabel"))
                    .isEqualTo(Value.text("***"));
            assertThat(write(mapping(secret(FieldType.SET), shown(Kind.MASK, 0)), List.of("a", "b")))
                    .isEqualTo(Value.text("***"));
            assertThat(write(mapping(secret(FieldType.MONEY), shown(Kind.MASK, 0)), money("1", "EUR")))
                    .isEqualTo(Value.text("***"));
        }

        @Test
        void truncating_keeps_whole_characters() {
            var map = mapping(secret(FieldType.STRING), shown(Kind.TRUNCATE, 2));
            assertThat(write(map, "\uD83D\uDE80\uD83D\uDE80\uD83D\uDE80")).hasToString("\uD83D\uDE80\uD83D\uDE80");
            assertThat(write(map, "x")).hasToString("x");
            assertThat(write(mapping(secret(FieldType.DATE), shown(Kind.TRUNCATE, 4)), "1965-11-23"))
                    .hasToString("1965");
        }

        @Test
        void a_hash_shows_that_values_are_equal_to_nobody_without_the_key() {
            var one = hashed("one");
            assertThat(write(one, "Ann").toString())
                    .matches("[0-9a-f]{64}")
                    .isEqualTo(write(one, "Ann").toString());
            assertThat(write(one, "Ann")).isNotEqualTo(write(one, "Bob")).isNotEqualTo(write(hashed("two"), "Ann"));
            assertThat(KeyedHash.hmac("Jefe".getBytes(StandardCharsets.US_ASCII))
                            .of("what do ya want for nothing?"))
                    .as("RFC 4231, test case 2")
                    .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        }

        @Test
        void without_a_key_nothing_is_sent() {
            var map = mapping(secret(FieldType.STRING), shown(Kind.HASH, 0));
            assertThatThrownBy(() -> write(map, "Ann"))
                    .hasMessage("syncs.shop-contacts.fields.golden (to local): '***' is not sent, since the hub has"
                            + " no key to hash it with");
        }

        @Test
        void inside_an_object_the_disclosure_is_that_of_the_object() {
            var address = field("golden", FieldType.OBJECT)
                    .with(fields(field("city", FieldType.STRING), named("street", secret(FieldType.STRING))));
            var golden = Map.of("golden", Value.of(Map.of("city", "Ulm", "street", "Hill")));
            assertThat(mapping(address).toLocal(golden)).containsOnly(Map.entry("local.city", Value.text("Ulm")));
            assertThat(mapping(address, shown(Kind.MASK, 0)).toLocal(golden))
                    .containsOnly(
                            Map.entry("local.city", Value.text("***")), Map.entry("local.street", Value.text("***")));
        }

        private Mapping hashed(String key) {
            return new Mapping(
                    sync(Map.of("golden", shown(Kind.HASH, 0))),
                    entity(secret(FieldType.STRING)),
                    TextPatterns.bounded(),
                    KeyedHash.hmac(key.getBytes(StandardCharsets.UTF_8)),
                    NoExpressions.INSTANCE);
        }
    }

    @Test
    void fallbacks_are_canonical_golden_values() {
        var map = mapping(field("golden", FieldType.DECIMAL), flowing(FieldFlow.FREE.withFallback(Value.text("1.50"))));
        assertThat(map.fallbacks()).containsOnly(Map.entry("golden", Value.of(1.5)));
        assertThat(map.toGolden(Map.of()).fields()).as("used by nobody here").isEmpty();
        assertThat(mapping(FieldType.DECIMAL).fallbacks()).isEmpty();
    }

    private static FieldDefinition secret(FieldType type) {
        var plain = field("golden", type);
        return new FieldDefinition("golden", type, false, null, plain.shape(), FieldLimits.NONE, true);
    }

    private static FieldDefinition named(String name, FieldDefinition field) {
        return new FieldDefinition(
                name, field.type(), false, null, FieldShape.NONE, FieldLimits.NONE, field.sensitive());
    }

    private static FieldMap shown(Kind kind, int length) {
        return flowing(FieldFlow.FREE.with(new Disclosure(kind, length)));
    }

    private static FieldMap flowing(FieldFlow flow) {
        return FieldMap.named("golden", "local").with(flow);
    }
}
