package io.aurumhub.adapter.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aurumhub.core.definition.Check;
import io.aurumhub.core.definition.DefinitionOutline;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.DeliverySettings;
import io.aurumhub.core.definition.DeliverySettings.BatchError;
import io.aurumhub.core.definition.DeliverySettings.Every;
import io.aurumhub.core.definition.DeliverySettings.ItemError;
import io.aurumhub.core.definition.Direction;
import io.aurumhub.core.definition.Disclosure;
import io.aurumhub.core.definition.DriftMode;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldFlow;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.definition.UpdateRule;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything that can be said of a golden field and of its map, and what cannot be said together. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class FieldLanguageTest {

    private static final String FILE = """
        systems: { shop: { rank: 1, connector: { type: rest, baseUrl: "http://127.0.0.1" } } }
        entities:
          item:
            fields:
              FIELD
            CHECKS
        syncs:
          shop-items:
            system: shop
            entity: item
            DIRECTION
            resource: { path: /items, key: id }
            fields: { MAP }
            SYNC
        """;

    @Test
    void a_field_says_its_shape_and_limits() {
        var price = field("x: { type: money, currency: EUR, scale: 2, min: 0, max: 999.99, sensitive: true }");
        assertThat(price.type()).isEqualTo(FieldType.MONEY);
        assertThat(price.shape().currency()).isEqualTo("EUR");
        assertThat(price.shape().scale()).isEqualTo(2);
        assertThat(price.limits().max()).isEqualTo(Value.of(new BigDecimal("999.99")));
        assertThat(price.sensitive()).isTrue();
        var text = field("x: { type: text, minLength: 1, maxLength: 20, pattern: '[A-Z]{2}' }");
        assertThat(text.limits().minLength()).isEqualTo(1);
        assertThat(text.limits().maxLength()).isEqualTo(20);
        assertThat(text.limits().pattern()).isEqualTo("[A-Z]{2}");
        assertThat(field("x: { type: enum, values: [open, 1, true] }").shape().choices())
                .containsExactly("open", "1", "true");
        assertThat(field("x: { type: list, of: date }").shape().element()).isEqualTo(FieldType.DATE);
        assertThat(field("x: set").shape().element()).isEqualTo(FieldType.STRING);
        assertThat(field("x: { type: date, min: 1900-01-01, max: 2100-12-31 }")
                        .limits()
                        .min())
                .isEqualTo(Value.text("1900-01-01"));
        var address = field(
                "x: { type: object, fields: { street: string, geo: { type: object, fields: { lat: decimal } } } }");
        assertThat(address.shape().fields().keySet()).containsExactly("street", "geo");
        assertThat(Objects.requireNonNull(address.shape().fields().get("geo"))
                        .shape()
                        .fields())
                .containsExactly(Map.entry("lat", FieldDefinition.of("lat", FieldType.DECIMAL)));
    }

    @Test
    void an_entity_has_checks() {
        var text = file(
                "x: string", "checks: { long: { rule: 'size(record.x) > 1', message: 'x is short' } }", "x: x", "");
        assertThat(Objects.requireNonNull(read(text).entities().get(new EntityName("item")))
                        .checks())
                .containsExactly(new Check("long", "size(record.x) > 1", "x is short"));
    }

    @Test
    void a_map_says_how_a_field_moves() {
        assertThat(map("x: string", "x: x").flow()).isEqualTo(FieldFlow.FREE);
        assertThat(map("x: string", "x: { local: x, direction: in, default: none, lossy: true }")
                        .flow())
                .isEqualTo(new FieldFlow(Direction.IN, UpdateRule.ALWAYS, Value.text("none"), null, true));
        assertThat(map("x: string", "x: { local: x, update: ifEmpty }").flow().update())
                .isEqualTo(UpdateRule.IF_EMPTY);
        assertThat(map("x: integer", "x: { local: x, default: 7 }").flow().fallback())
                .isEqualTo(Value.number(7));
        var sensitive = "x: { type: string, sensitive: true }";
        assertThat(map(sensitive, "x: { local: x, send: mask }").flow().disclosure())
                .isEqualTo(new Disclosure(Disclosure.Kind.MASK, 0));
        assertThat(map(sensitive, "x: { local: x, send: { truncate: 4 } }")
                        .flow()
                        .disclosure())
                .isEqualTo(new Disclosure(Disclosure.Kind.TRUNCATE, 4));
        assertThat(map(sensitive, "x: x").flow().disclosure())
                .as("not sent at all")
                .isNull();
        assertThat(map("x: list", "x: { local: x, separator: ', ' }").separator())
                .isEqualTo(", ");
        assertThat(map("x: money", "x: { local: p.amount, currency: p.code }").currency())
                .isEqualTo("p.code");
        var computed = map("x: boolean", "x: { local: n, read: 'item.n > 0', write: 'record.x ? 1 : 0' }");
        assertThat(computed.read()).isEqualTo("item.n > 0");
        assertThat(computed.write()).isEqualTo("record.x ? 1 : 0");
    }

    @Test
    void a_sync_says_which_records_what_else_and_what_of_the_unknown() {
        var text = file(
                "x: money",
                "",
                "x: { local: a, currency: b.c }",
                "when: 'has(record.x)'\n    drift: hold\n    constants: { f.g: 1, h: [a], i: { j: true } }");
        var sync = Objects.requireNonNull(read(text).syncs().get(new SyncId("shop-items")));
        assertThat(sync.when()).isEqualTo("has(record.x)");
        assertThat(sync.drift()).isEqualTo(DriftMode.HOLD);
        assertThat(sync.constants())
                .isEqualTo(
                        Map.of("f.g", Value.number(1), "h", Value.of(List.of("a")), "i", Value.of(Map.of("j", true))));
        assertThat(sync.resource().fields()).containsExactlyInAnyOrder("a", "b", "f", "h", "i");
    }

    @Test
    void a_sync_says_how_its_system_is_written() {
        assertThat(deliver("")).isEqualTo(DeliverySettings.USUAL);
        assertThat(deliver("deliver: {}")).isEqualTo(DeliverySettings.USUAL);
        assertThat(deliver(
                        "deliver: { every: step, onItemError: continue, onBatchError: wait, batch: 7, attempts: 3 }"))
                .isEqualTo(new DeliverySettings(Every.STEP, ItemError.CONTINUE, BatchError.WAIT, 7, 3));
        assertThat(deliver("deliver: { onItemError: stop }").batch()).isEqualTo(1);
    }

    @Test
    void how_a_system_is_written_is_part_of_the_outline_only_where_it_is_said() {
        var usual = DefinitionOutline.of(read(file("x: string", "", "x: x", "")));
        assertThat(usual.lines()).doesNotContainKey("syncs.shop-items.deliver");
        var steps = DefinitionOutline.of(read(file("x: string", "", "x: x", "deliver: { every: step }")));
        assertThat(steps.since(usual)).containsOnlyKeys("syncs.shop-items.deliver");
    }

    private static DeliverySettings deliver(String words) {
        var sync = read(file("x: string", "", "x: x", words)).syncs().get(new SyncId("shop-items"));
        return Objects.requireNonNull(sync).deliver();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        { type: reference, entity: item, of: date } | x.of is not used by type reference; only fields of type set, list
        { type: object }                      | x.fields is missing; expected { type: object, fields: { street
        object                                | x.fields is missing
        { type: object, fields: {} }          | x.fields has no fields; expected at least one
        { type: object, fields: { a: { type: reference, entity: item } } } | a.type: an object cannot hold a reference
        { type: object, fields: { a: { type: string, sensitive: true } } } | a.sensitive is said of a part
        { type: enum, values: [] }            | x.values names no value; expected values: [active, inactive]
        { type: enum, values: [a, b, a] }     | x.values has 'a' twice; expected each value once
        { type: enum, values: { a: b } }      | x.values is a block; expected a list
        { type: decimal, scale: -1 }          | x.scale is '-1'; expected a whole number from 0 to 30
        { type: integer, min: low }           | x.min is 'low', which is no integer; expected
        { type: date, max: 2024-02-30 }       | x.max is '2024-02-30', which is no date; expected
        { type: time, min: '25:00' }          | x.min is '25:00', which is no time
        { type: timestamp, min: '2024-01-01T00:00:00.5Z', max: '2024-01-01T00:00:00Z' } | more than max 2024-01-01T00:0
        { type: boolean, min: 1 }             | x.min is not used by type boolean
        { type: string, pattern: '(?=a)b' }   | x.pattern looks around or back, which may take for ever
        { type: string, maxLength: 0 }        | x.maxLength is '0'; expected a whole number from 1 to
        """)
    void a_field_that_contradicts_itself_is_refused(String field, String message) {
        assertThat(mistake(file("x: " + field, "", "x: x", ""))).contains(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        string  | { local: a, separator: ',' }      | x.separator joins sets and lists, not string; remove it
        list    | { local: a, separator: '' }       | x.separator is empty; expected what stands between
        decimal | { local: a, currency: b }         | x.currency is for money, not for decimal; remove it
        string  | { local: a, send: hash }          | x.send: x is not sensitive, so it is always sent as it is
        string  | { local: a, direction: up }       | x.direction is 'up'; expected both, in, out
        string | { local: a, direction: in, update: never } | x.update is for fields that are written, and this one is
        string  | { local: a, direction: in, write: 'a' }    | x.write is for fields that are written
        string  | { local: a, direction: out, read: 'a' }    | x.read is for fields that are read, and this one is not
        string  | { local: a, direction: out, default: a }   | x.default is for fields that are read
        integer | { local: a, default: many }       | x.default is 'many', which is no integer; expected
        date    | { local: a, default: 01.02.2024 } | x.default is '01.02.2024', which is no date; expected
        string  | { local: a, default: [b] }        | x.default is 'a list or an object', which is no string
        { type: enum, values: [open, paid] } | { local: a, default: opem } | 'opem' is not one of the values; expected
        { type: string, sensitive: true } | { local: a, send: truncate } | x.send does not say where to cut; expected s
        { type: string, sensitive: true } | { local: a, send: { truncate: 4, mask: 1 } } | send.mask is not known; expe
        { type: string, sensitive: true } | { local: a, send: { truncate: 0 } } | truncate is '0'; expected a whole num
        string  | { local: a, lossy: often }        | x.lossy is 'often'; expected true, false
        string  | { local: a, read: '' }            | x.read is blank; expected a value
        """)
    void a_map_that_contradicts_itself_is_refused(String field, String map, String message) {
        assertThat(mistake(file("x: " + field, "", "x: " + map, ""))).contains(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        in | x: { local: a, direction: out } | | x.direction is out, but the sync only goes in; expected in
        out | x: { local: a, direction: in }    |                    | x.direction is in, but the sync only goes out
        in  | x: x                              | when: 'true'       | when is for syncs that write, and this one is not
        in  | x: x                              | constants: { a: 1 }| constants are for syncs that write
        out | x: x                              | constants: { x.y: 1 } | the local field 'x' already belongs to x
        out | x: x                              | constants: { a..b: 1 } | 'a..b' is not a path such as a or a.b
        in  | x: x                              | deliver: { every: step } | deliver is for syncs that write, and
        out | x: x                              | deliver: { every: change } | deliver.every is 'change'; expected sta
        out | x: x                              | deliver: { onItemError: stpo } | did you mean 'stop'?
        out | x: x                              | deliver: { onBatchError: stop } | 'stop'; expected split, wait
        out | x: x                              | deliver: { onItemError: stop, batch: 5 } | batch is 5, but with onIt
        out | x: x                              | deliver: { batch: 201 } | batch is '201'; expected a whole number fr
        out | x: x                              | deliver: { attempts: 0 } | attempts is '0'; expected a whole number
        out | x: x                              | deliver: { retry: 3 } | deliver.retry is not known
        in  | x: x                              | drift: stop        | drift is 'stop'; expected evolve, ignore, hold
        """)
    void a_sync_that_contradicts_itself_is_refused(String direction, String map, String sync, String message) {
        var text = file("x: string", "", map, sync == null ? "" : sync)
                .replace("direction: both", "direction: " + direction);
        assertThat(mistake(text)).contains(message);
    }

    @Test
    void two_fields_may_be_read_from_one_place_but_not_written_to_it() {
        var fields = "x: integer\n      y: boolean";
        read(file(fields, "", "x: n, y: { local: n, read: 'item.n > 0', direction: in }", ""));
        assertThat(mistake(file(fields, "", "x: n, y: { local: n, read: 'item.n > 0', write: 'record.y' }", "")))
                .contains("the local field 'n' already belongs to x");
    }

    @Test
    void what_is_computed_from_local_fields_is_not_written_over_them() {
        assertThat(mistake(file("x: boolean", "", "x: { local: n, read: 'item.n > 0' }", "")))
                .contains("x.read computes it, but nothing says how it is written back to n; expected direction: in,");
        read(file("x: boolean", "", "x: { local: n, read: 'item.n > 0' }", "")
                .replace("direction: both", "direction: in"));
        assertThat(mistake(file("x: decimal", "", "x: { local: n, read: item.n, direction: in, factor: 100 }", "")))
                .contains("x.factor is not used where read computes the value; expected it in the expression");
        assertThat(mistake(file("x: decimal", "", "x: { local: n, write: record.x, factor: 100 }", "")))
                .contains("x.factor is not used where write computes the value");
    }

    @Test
    void checks_need_a_rule_and_a_message() {
        assertThat(mistake(file("x: string", "checks: { one: { rule: 'true' } }", "x: x", "")))
                .contains("entities.item.checks.one.message is missing; required here: rule, message");
    }

    @Test
    void only_single_values_match() {
        assertThat(mistake(file("x: money", "match: [ { exact: [x] } ]", "x: x", "")))
                .contains("'x' is of type money, which is not one value");
    }

    @Test
    void a_sync_says_how_long_a_change_may_wait_for_its_parent() {
        assertThat(wait("")).isEqualTo(Duration.ofDays(1));
        assertThat(wait("waitAtMost: 36h")).isEqualTo(Duration.ofHours(36));
        assertThat(mistake(file("x: string", "", "x: x", "waitAtMost: 0s"))).contains("waitAtMost is zero");
    }

    private static Duration wait(String setting) {
        var sync = read(file("x: string", "", "x: x", setting)).syncs().get(new SyncId("shop-items"));
        return Objects.requireNonNull(sync).detect().waitAtMost();
    }

    @Test
    void an_entity_may_point_to_itself_but_two_not_at_each_other() {
        read(file("x: { type: reference, entity: item }", "", "x: x", ""));
        var text = file("x: { type: reference, entity: other }", "", "x: x", "")
                .replace(
                        "syncs:",
                        "  other: { fields: { a: { type: reference, entity: third } } }\n"
                                + "  third: { fields: { b: { type: reference, entity: item } } }\nsyncs:");
        assertThat(mistake(text))
                .startsWith("hub.yaml:8:22: ")
                .contains("entities.third.fields.b closes a cycle of references: item -> other -> third -> item");
    }

    private static String file(String field, String checks, String map, String sync) {
        return FILE.replace("FIELD", field)
                .replace("CHECKS", checks)
                .replace("MAP", map)
                .replace("SYNC", sync)
                .replace("DIRECTION", "direction: both");
    }

    private static Definitions read(String text) {
        return HubFile.read(text, "hub.yaml", name -> null);
    }

    private static FieldDefinition field(String field) {
        var entity = read(file(field, "", "x: x", "")).entities().get(new EntityName("item"));
        return Objects.requireNonNull(Objects.requireNonNull(entity).fields().get("x"));
    }

    private static FieldMap map(String field, String map) {
        var sync = read(file(field, "", map, "")).syncs().get(new SyncId("shop-items"));
        return Objects.requireNonNull(Objects.requireNonNull(sync).fields().get("x"));
    }

    /** The one mistake of the file. */
    private static String mistake(String text) {
        var problems =
                catchThrowableOfType(InvalidHubFile.class, () -> read(text)).problems();
        assertThat(problems).hasSize(1);
        return problems.getFirst().toString();
    }
}
