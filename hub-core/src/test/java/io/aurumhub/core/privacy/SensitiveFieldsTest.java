package io.aurumhub.core.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.DeleteRule;
import io.aurumhub.core.definition.Deletes;
import io.aurumhub.core.definition.DeliverySettings;
import io.aurumhub.core.definition.Detection;
import io.aurumhub.core.definition.Direction;
import io.aurumhub.core.definition.DriftMode;
import io.aurumhub.core.definition.EntityDefinition;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldFlow;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.FieldShape;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SensitiveFieldsTest {

    private static final SystemId SHOP = new SystemId("shop");

    private static final FieldDefinition NAME = FieldDefinition.of("name", FieldType.STRING);
    private static final FieldDefinition SSN =
            FieldDefinition.of("ssn", FieldType.STRING).asSensitive();
    private static final FieldDefinition SALARY =
            FieldDefinition.of("salary", FieldType.MONEY).asSensitive();
    private static final FieldDefinition ADDRESS = FieldDefinition.of("address", FieldType.OBJECT)
            .with(new FieldShape(
                    null,
                    null,
                    List.of(),
                    FieldType.STRING,
                    byName(
                            FieldDefinition.of("city", FieldType.STRING),
                            FieldDefinition.of("door", FieldType.STRING).asSensitive())));

    private static Map<String, FieldDefinition> byName(FieldDefinition... fields) {
        return Stream.of(fields)
                .collect(Collectors.toMap(FieldDefinition::name, field -> field, (a, b) -> a, LinkedHashMap::new));
    }

    private static SensitiveFields fields(FieldMap... maps) {
        var entity = new EntityDefinition(
                new EntityName("contact"), byName(NAME, SSN, SALARY, ADDRESS), List.of(List.of("name", "ssn")));
        return new Privacy(definitions(entity, maps)).of(entity.name());
    }

    private static Definitions definitions(EntityDefinition entity, FieldMap... maps) {
        var id = new SyncId("shop-contacts");
        var sync = new SyncDefinition(
                id,
                SHOP,
                entity.name(),
                Direction.BOTH,
                new Resource(id, Map.of("key", Value.text("id"), "version", Value.text("etag")), Set.of()),
                Detection.none(),
                Stream.of(maps).collect(Collectors.toMap(FieldMap::golden, map -> map)),
                Deletes.by(DeleteRule.PROPAGATE),
                List.of(),
                null,
                DriftMode.IGNORE,
                Map.of("origin", Value.text("hub")),
                DeliverySettings.USUAL);
        return Definitions.of(List.of(), List.of(entity), List.of(sync), "1");
    }

    private static FieldMap computed(String golden, String local, @Nullable String read, @Nullable String write) {
        return map(golden, local, null, read, write);
    }

    private static FieldMap map(
            String golden, String local, @Nullable String currency, @Nullable String read, @Nullable String write) {
        return new FieldMap(
                golden,
                local,
                null,
                null,
                null,
                Map.of(),
                Map.of(),
                false,
                null,
                currency,
                read,
                write,
                null,
                FieldFlow.FREE);
    }

    private static Object raw(Map<String, Value> fields) {
        return String.valueOf(new Value.Nested(fields).raw());
    }

    private static String local(SensitiveFields fields, Map<String, ?> raw) {
        var values = new LinkedHashMap<String, Value>();
        raw.forEach((name, value) -> values.put(name, Value.of(value)));
        return String.valueOf(new Value.Nested(fields.local(SHOP, values)).raw());
    }

    @Nested
    class Golden {

        @Test
        void sensitive_fields_are_masked_also_inside_objects() {
            var shown = fields().golden(Map.of(
                    "name", Value.text("Ann"),
                    "ssn", Value.text("078"),
                    "salary", Value.of(Map.of("amount", 5, "currency", "EUR")),
                    "address", Value.of(Map.of("city", "Ulm", "door", "7b"))));

            assertThat(shown)
                    .containsEntry("name", Value.text("Ann"))
                    .containsEntry("ssn", Value.text("***"))
                    .containsEntry("salary", Value.text("***"))
                    .containsEntry("address", Value.of(Map.of("city", "Ulm", "door", "***")));
        }

        @Test
        void what_is_empty_stays_so() {
            var fields = Map.of("ssn", Value.nothing(), "salary", Value.of(Map.of()), "address", Value.nothing());
            assertThat(raw(fields().golden(fields))).isEqualTo(raw(fields));
            assertThat(fields().golden("ssn", Value.text(""))).isEqualTo(Value.text(""));
            assertThat(fields().golden("ssn", new Value.Items(List.of()))).isEqualTo(new Value.Items(List.of()));
        }

        @Test
        void what_is_not_what_it_should_be_is_masked() {
            assertThat(fields().golden("address", Value.text("Ulm, door 7b"))).isEqualTo(Value.text("***"));
            assertThat(fields().golden("oldField", Value.text("x"))).isEqualTo(Value.text("***"));
        }

        @Test
        void a_field_hides_something_or_not() {
            assertThat(Stream.of("name", "ssn", "salary", "address", "address.city", "oldField")
                            .filter(fields()::hides))
                    .containsExactly("ssn", "salary", "address", "oldField");
        }

        @Test
        void match_keys_do_not_tell_values() {
            assertThat(fields().matchKey("name|3:ann")).isEqualTo("name|3:ann");
            assertThat(fields().matchKey("name+ssn|3:ann|3:078")).isEqualTo("name+ssn|***");
            assertThat(fields().matchKey("name+ssn#0a1b")).isEqualTo("name+ssn|***");
        }
    }

    @Nested
    class Local {

        @Test
        void the_places_of_sensitive_fields_are_masked_nested_and_by_path() {
            var fields = fields(
                    FieldMap.named("name", "person.name"),
                    FieldMap.named("ssn", "person.tax.number"),
                    FieldMap.named("address", "home"));

            assertThat(local(fields, Map.of("person", Map.of("name", "Ann", "tax", Map.of("number", "078")))))
                    .contains("name=Ann", "number=***");
            assertThat(local(fields, Map.of("person.tax.number", "078"))).isEqualTo("{person.tax.number=***}");
            assertThat(local(fields, Map.of("person", "Ann 078"))).isEqualTo("{person=***}");
            assertThat(local(fields, Map.of("home", Map.of("city", "Ulm", "door", "7b"))))
                    .contains("city=Ulm", "door=***");
            assertThat(local(fields, Map.of("home.city", "Ulm"))).isEqualTo("{home.city=Ulm}");
        }

        @Test
        void what_no_map_knows_is_masked_but_not_the_key() {
            var fields = fields(FieldMap.named("name", "person.name"));

            assertThat(local(fields, Map.of("snn", "078"))).isEqualTo("{snn=***}");
            assertThat(local(fields, Map.of("person", Map.of("nickname", "A")))).isEqualTo("{person={nickname=***}}");
            assertThat(local(fields, Map.of("id", 7))).isEqualTo("{id=7}");
            assertThat(local(fields, Map.of("origin", "hub"))).isEqualTo("{origin=hub}");
        }

        @Test
        void both_places_of_money_are_masked() {
            var salary = map("salary", "pay", "payIn", null, null);

            assertThat(local(fields(salary), Map.of("pay", 5))).isEqualTo("{pay=***}");
            assertThat(local(fields(salary), Map.of("payIn", "EUR"))).isEqualTo("{payIn=***}");
        }

        @Test
        void what_a_sensitive_field_is_computed_from_is_masked() {
            var fields = fields(
                    computed("ssn", "tax", "item.front + item['back']", "record.ssn"), FieldMap.named("name", "n"));

            assertThat(local(fields, Map.of("front", "07"))).isEqualTo("{front=***}");
            assertThat(local(fields, Map.of("back", "8"))).isEqualTo("{back=***}");
            assertThat(local(fields, Map.of("tax", "078"))).isEqualTo("{tax=***}");
            assertThat(local(fields, Map.of("n", "Ann"))).isEqualTo("{n=Ann}");
        }

        @Test
        void an_expression_that_sees_everything_hides_everything() {
            var fields = fields(computed("ssn", "tax", "find(item)", null), FieldMap.named("name", "n"));

            assertThat(local(fields, Map.of("n", "Ann"))).isEqualTo("{n=***}");
        }

        @Test
        void a_harmless_field_that_is_made_of_a_sensitive_one_is_masked_where_it_is_written() {
            var fields = fields(computed("name", "label", "item.first", "record.name + ' ' + record.ssn"));

            assertThat(local(fields, Map.of("label", "Ann 078"))).isEqualTo("{label=***}");
            assertThat(local(fields, Map.of("first", "Ann"))).isEqualTo("{first=Ann}");
        }

        @Test
        void of_a_system_that_is_connected_no_more_everything_is_masked() {
            assertThat(fields().local(new SystemId("old"), Map.of("n", Value.text("Ann"))))
                    .containsEntry("n", Value.text("***"));
        }

        @Test
        void hidden_values_can_be_looked_for_in_messages() {
            var fields = fields(FieldMap.named("ssn", "tax"));

            assertThat(fields.in(SHOP, Map.of("tax", Value.text("078-05"), "id", Value.text("C-10")))
                            .hiddenIn("C-10: 078-05 is bad"))
                    .isEqualTo("C-10: *** is bad");
            assertThat(fields.in(Map.of("ssn", Value.text("078-05"))).hiddenIn("078-05?"))
                    .isEqualTo("***?");
        }
    }

    @Test
    void where_nothing_is_sensitive_all_is_shown() {
        var entity = new EntityDefinition(new EntityName("product"), byName(NAME), List.of());
        var privacy = new Privacy(definitions(entity));
        var product = privacy.of(entity.name());

        assertThat(product.any()).isFalse();
        assertThat(product.hides("old")).isFalse();
        assertThat(local(product, Map.of("x", 1))).isEqualTo("{x=1}");
        assertThat(product.golden("old", Value.text("x"))).isEqualTo(Value.text("x"));
        assertThat(privacy.of(new EntityName("old")).any()).isFalse();
    }

    @Test
    void of_an_entity_that_is_defined_no_more_everything_is_masked() {
        var entity = new EntityDefinition(new EntityName("contact"), byName(SSN), List.of());

        assertThat(new Privacy(definitions(entity)).of(new EntityName("old")).golden("x", Value.text("1")))
                .isEqualTo(Value.text("***"));
    }

    @Test
    void all_that_is_inside_a_sensitive_field_is_sensitive() {
        assertThat(ADDRESS.asSensitive().shape().fields().values()).allMatch(FieldDefinition::sensitive);
        assertThat(ADDRESS.holdsSensitive()).isTrue();
        assertThat(NAME.holdsSensitive()).isFalse();
    }
}
