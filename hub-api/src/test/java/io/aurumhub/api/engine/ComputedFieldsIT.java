package io.aurumhub.api.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.shared.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Fields that a system keeps elsewhere, in pieces, or not at all: nested, joined, and computed in and out. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ComputedFieldsIT {

    @SuppressWarnings("NullAway.Init") // every test opens its own
    private HubStage stage;

    @AfterEach
    void close() {
        stage.close();
    }

    @Nested
    class A_nested_price {

        @Test
        void is_read_and_written_in_pieces_and_what_lies_beside_it_stays() {
            stage = HubStage.sharing(
                    "fields: { price: money }",
                    "fields: { price: { local: price.amount, currency: price.code } }",
                    "fields: { price: { local: amount, currency: code } }");
            stage.deliver("crm-items", "1", Map.of("price.amount", "12.50", "price.code", "EUR", "price.note", "net"));
            assertThat(stage.row("shop-items"))
                    .containsEntry("code", Value.text("EUR"))
                    .hasEntrySatisfying("amount", it -> assertThat(it).hasToString("12.5"));

            stage.edit("shop-items", "shop-1", Map.of("amount", "13"));
            stage.deliver();

            assertThat(stage.row("crm-items").get("price"))
                    .isEqualTo(Value.of(Map.of("amount", 13, "code", "EUR", "note", "net")));
            stage.assertQuiet();
        }

        @Test
        void changes_by_a_message_that_only_tells_the_amount() {
            stage = HubStage.sharing(
                    "fields: { price: money, name: string }",
                    "fields: { price: { local: amount, currency: code }, name: name }",
                    "fields: { price: { local: price.amount, currency: price.code }, name: name }");
            stage.deliver("crm-items", "1", Map.of("amount", "12.50", "code", "EUR", "name", "Tea"));

            assertThat(stage.partial("crm-items", "1", Map.of("amount", "14.00")))
                    .isInstanceOf(Outcome.Accepted.class);
            stage.deliver();
            assertThat(stage.row("shop-items").get("price")).isEqualTo(Value.of(Map.of("amount", 14, "code", "EUR")));

            assertThat(stage.partial("crm-items", "1", Map.of("code", "USD"))).isInstanceOf(Outcome.Accepted.class);
            stage.deliver();
            assertThat(stage.row("shop-items").get("price")).isEqualTo(Value.of(Map.of("amount", 14, "code", "USD")));

            assertThat(stage.partial("crm-items", "1", Map.of("code", "Euro")))
                    .asInstanceOf(type(Outcome.Quarantined.class))
                    .satisfies(one ->
                            assertThat(one.reasons()).singleElement().asString().contains("'EURO'"));
        }
    }

    @Test
    void an_object_changes_by_a_message_that_only_tells_a_part() {
        stage = HubStage.sharing("""
            fields: { home: { type: object, fields: { street: string, city: string } } }, \
            checks: { complete: { rule: "record.home.street != null || record.home.city == null", \
            message: "A city needs a street" } }\
            """, "fields: { home: address }", "fields: { home: home }");
        stage.deliver("crm-items", "1", Map.of("address.street", "Am Markt 1", "address.city", "Bonn"));

        assertThat(stage.partial("crm-items", "1", Map.of("address", Map.of("city", "Köln"))))
                .isInstanceOf(Outcome.Accepted.class);
        stage.deliver();

        assertThat(stage.row("shop-items").get("home"))
                .isEqualTo(Value.of(Map.of("street", "Am Markt 1", "city", "Köln")));
    }

    @Test
    void tags_joined_by_commas_are_a_list_elsewhere() {
        stage = HubStage.sharing(
                "fields: { tags: set, steps: list }",
                "fields: { tags: { local: tags, separator: ',' }, steps: { local: steps, separator: ' > ' } }",
                "fields: { tags: meta.tags, steps: meta.steps }");

        stage.deliver("crm-items", "1", Map.of("tags", "tea, green,,tea", "steps", "pick > pack > pick"));
        assertThat(stage.row("shop-items").get("meta"))
                .isEqualTo(Value.of(Map.of("tags", List.of("green", "tea"), "steps", List.of("pick", "pack", "pick"))));
        stage.assertQuiet();

        stage.edit("shop-items", "shop-1", Map.of("meta.tags", List.of("tea", "organic"), "meta.steps", List.of()));
        stage.deliver();
        assertThat(stage.row("crm-items"))
                .containsEntry("tags", Value.text("organic,tea"))
                .containsEntry("steps", Value.text(""));
        stage.assertQuiet();

        stage.edit("shop-items", "shop-1", Map.of("meta.tags", List.of("a,b")));
        stage.deliver();
        assertThat(stage.row("crm-items"))
                .as("it would be read as two")
                .containsEntry("tags", Value.text("organic,tea"));
    }

    @Nested
    class In_stock_computed_from_the_quantity {

        @Test
        void follows_it_and_is_never_written_over_it() {
            stage = HubStage.sharing(
                    "fields: { name: string, inStock: boolean }",
                    "fields: { name: name, inStock: { local: quantity, read: item.quantity > 0, direction: in } }",
                    "fields: { name: name, inStock: in_stock }");
            stage.deliver("crm-items", "1", Map.of("name", "Tea", "quantity", 5));
            assertThat(stage.row("shop-items")).containsEntry("in_stock", Value.flag(true));

            stage.edit("crm-items", "1", Map.of("quantity", 0));
            stage.deliver();
            assertThat(stage.row("shop-items")).containsEntry("in_stock", Value.flag(false));

            stage.edit("shop-items", "shop-1", Map.of("in_stock", true));
            stage.deliver();
            assertThat(stage.row("crm-items")).containsEntry("quantity", Value.number(0));
        }

        @Test
        void is_written_only_where_it_would_be_read_as_something_else() {
            stage = HubStage.sharing(
                    "fields: { name: string, inStock: boolean }",
                    "fields: { name: name, inStock: { local: quantity, read: item.quantity > 0, "
                            + "write: 'record.inStock ? 1 : 0' } }",
                    "fields: { name: name, inStock: in_stock }");
            stage.deliver("crm-items", "1", Map.of("name", "Tea", "quantity", 5));
            assertThat(stage.row("crm-items")).as("5 says what is meant").containsEntry("quantity", Value.number(5));

            stage.edit("shop-items", "shop-1", Map.of("in_stock", false));
            stage.deliver();
            assertThat(stage.row("crm-items")).containsEntry("quantity", Value.number(0));
            stage.assertQuiet();
        }
    }

    @Test
    void a_computed_field_that_a_system_writes_in_its_own_way_is_not_written_for_ever() {
        stage = HubStage.sharing(
                "fields: { name: string, code: string }",
                "fields: { name: name, code: code }",
                "fields: { name: name, code: { local: c, read: item.c.lower(), write: record.code.upper() } }");
        stage.system("shop")
                .writesWith((path, value) -> value instanceof Value.Text(String text)
                        ? Value.text(
                                text.isEmpty()
                                        ? text
                                        : text.charAt(0) + text.substring(1).toLowerCase(java.util.Locale.ROOT))
                        : value);

        stage.deliver("crm-items", "1", Map.of("name", "tea", "code", "abc"));

        assertThat(stage.row("shop-items")).containsEntry("c", Value.text("Abc"));
        stage.assertQuiet();
        stage.edit("crm-items", "1", Map.of("code", "xyz"));
        assertThat(stage.deliver()).isEqualTo(1);
        assertThat(stage.row("shop-items")).containsEntry("c", Value.text("Xyz"));
    }

    @Nested
    class A_discount {

        private static final String RULE = "record.total >= 100 ? (record.total * 0.1).round(2) : 0";

        @Test
        void is_computed_for_a_system_and_moves_with_the_total() {
            stage = HubStage.sharing(
                    "fields: { total: decimal, discount: decimal }",
                    "fields: { total: total }",
                    "fields: { total: total, discount: { local: rebate, direction: out, write: '" + RULE + "' } }");

            stage.deliver("crm-items", "1", Map.of("total", "123.45"));
            assertThat(stage.row("shop-items").get("rebate")).hasToString("12.35");

            stage.edit("crm-items", "1", Map.of("total", "50"));
            stage.deliver();
            assertThat(stage.row("shop-items").get("rebate")).hasToString("0");
            stage.assertQuiet();
        }

        @Test
        void is_computed_from_two_local_fields_of_which_a_message_tells_one() {
            stage = HubStage.sharing(
                    "fields: { name: string, discount: decimal }",
                    "fields: { name: name, discount: { local: full, direction: in, read: 'item.full - item.paid' } }",
                    "fields: { name: name, discount: discount }");
            stage.deliver("crm-items", "1", Map.of("name", "Tea", "full", 100, "paid", 80));
            assertThat(stage.row("shop-items")).containsEntry("discount", Value.number(20));

            stage.partial("crm-items", "1", Map.of("paid", 95));
            stage.deliver();
            assertThat(stage.row("shop-items")).containsEntry("discount", Value.number(5));

            stage.partial("crm-items", "1", Map.of("full", 200));
            stage.deliver();
            assertThat(stage.row("shop-items")).containsEntry("discount", Value.number(105));

            stage.partial("crm-items", "1", Map.of("name", "Green tea"));
            stage.deliver();
            assertThat(stage.row("shop-items"))
                    .containsEntry("name", Value.text("Green tea"))
                    .containsEntry("discount", Value.number(105));
        }

        @Test
        void that_cannot_be_computed_is_told_with_the_reason_and_the_place() {
            stage = HubStage.sharing(
                    "fields: { name: string, discount: decimal }",
                    "fields: { name: name, discount: { local: full, direction: in, read: 'item.full / item.paid' } }",
                    "fields: { name: name, discount: discount }");

            stage.edit("crm-items", "1", Map.of("name", "Tea", "full", 100, "paid", 0));

            assertThat(stage.quarantine()).singleElement().satisfies(one -> {
                assertThat(one.reasons()).singleElement().asString().startsWith("discount (from full): ");
                assertThat(one.reasons().getFirst()).contains("divides by zero");
                assertThat(((Value.Nested) one.raw()).fields())
                        .containsEntry("fields", Value.of(Map.of("name", "Tea", "full", 100, "paid", 0)));
            });
        }
    }

    @Test
    void what_a_system_gives_a_new_record_by_itself_is_told_to_the_others() {
        stage = HubStage.sharing(
                "fields: { name: string, no: integer, known: boolean }",
                "fields: { name: name, no: shop_no, known: known }",
                "fields: { name: name, no: { local: no, direction: in }, "
                        + "known: { local: no, read: item.no > 0, direction: in } }");
        stage.system("shop").givesNew(Map.of("no", Value.number(1001)));

        stage.deliver("crm-items", "1", Map.of("name", "Ann"));

        assertThat(stage.golden("item")).containsEntry("no", Value.number(1001));
        assertThat(stage.row("crm-items"))
                .containsEntry("shop_no", Value.number(1001))
                .containsEntry("known", Value.flag(true));
        stage.assertQuiet();
    }

    @Test
    void what_a_system_fills_in_by_itself_says_nothing_against_what_others_said() {
        stage = HubStage.sharing(
                "fields: { name: string, note: string, tax: { type: string, sensitive: true } }",
                "fields: { name: name, note: { local: note, direction: in }, tax: tax }",
                "fields: { name: name, note: note, tax: tax }");
        stage.system("crm").givesNew(Map.of("note", Value.text("none"), "tax", Value.text("")));

        stage.deliver("shop-items", "1", Map.of("name", "Ann", "note", "likes tea", "tax", "12/345"));

        assertThat(stage.golden("item"))
                .containsEntry("note", Value.text("likes tea"))
                .containsEntry("tax", Value.text("12/345"));
        stage.assertQuiet();
    }

    @Test
    void a_field_that_is_computed_from_one_that_the_hub_writes_follows_it() {
        stage = HubStage.sharing(
                "fields: { quantity: integer, inStock: boolean }",
                "fields: { quantity: quantity, inStock: { local: quantity, read: item.quantity > 0, direction: in } }",
                "fields: { quantity: pieces, inStock: { local: in_stock, direction: out } }");
        stage.deliver("shop-items", "1", Map.of("pieces", 5));
        assertThat(stage.row("shop-items")).containsEntry("in_stock", Value.flag(true));

        stage.edit("shop-items", "1", Map.of("pieces", 0));
        stage.deliver();

        assertThat(stage.row("crm-items")).containsEntry("quantity", Value.number(0));
        assertThat(stage.row("shop-items")).containsEntry("in_stock", Value.flag(false));
        stage.assertQuiet();
    }

    @Test
    void an_own_java_function_computes_a_field() {
        stage = HubStage.sharing(
                "fields: { points: integer, level: string }",
                "fields: { points: points }",
                "fields: { points: points, level: { local: level, write: record.points.loyaltyLevel() } }");

        stage.deliver("crm-items", "1", Map.of("points", 500));
        assertThat(stage.row("shop-items")).containsEntry("level", Value.text("gold"));

        stage.edit("crm-items", "1", Map.of("points", 5));
        stage.deliver();
        assertThat(stage.row("shop-items")).containsEntry("level", Value.text("basic"));
        stage.assertQuiet();
    }

    @Test
    void a_field_that_several_ones_make_up_is_split_again() {
        stage = HubStage.sharing(
                "fields: { first: string, last: string }", "fields: { first: first, last: last }", """
                fields: { first: { local: full_name, direction: in, read: "item.full_name.split(' ')[0]" }, \
                last: { local: full_name, read: "item.full_name.split(' ')[1]", \
                write: "join([record.first, record.last], ' ')" } }\
                """);

        stage.deliver("crm-items", "1", Map.of("first", "Ada", "last", "Byron"));
        assertThat(stage.row("shop-items")).containsEntry("full_name", Value.text("Ada Byron"));
        stage.assertQuiet();

        stage.edit("shop-items", "shop-1", Map.of("full_name", "Ada Lovelace"));
        stage.deliver();
        assertThat(stage.row("crm-items"))
                .containsEntry("first", Value.text("Ada"))
                .containsEntry("last", Value.text("Lovelace"));

        stage.edit("crm-items", "1", Map.of("first", "Augusta"));
        stage.deliver();
        assertThat(stage.row("shop-items")).containsEntry("full_name", Value.text("Augusta Lovelace"));
        stage.assertQuiet();
    }
}
