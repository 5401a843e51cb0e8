package io.aurumhub.api.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.shared.Value;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The values that integrations are known to lose: from one system through the hub into another, and back. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SeedsOfDoubtIT {

    @SuppressWarnings("NullAway.Init") // every test opens its own
    private HubStage stage;

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void the_first_of_january() {
        stage = HubStage.sharing(
                "fields: { day: date }", "fields: { day: day }", "fields: { day: { local: d, format: dd/MM/yyyy } }");

        stage.deliver("crm-items", "1", Map.of("day", "2024-01-01"));
        assertThat(stage.row("shop-items")).containsEntry("d", Value.text("01/01/2024"));
        stage.assertQuiet();

        stage.edit("shop-items", "shop-1", Map.of("d", "02/01/2024"));
        stage.deliver();
        assertThat(stage.row("crm-items")).containsEntry("day", Value.text("2024-01-02"));
        stage.assertQuiet();
    }

    @Test
    void a_number_beyond_what_a_double_holds() {
        stage = HubStage.sharing(
                "fields: { count: integer, code: string }",
                "fields: { count: n, code: c }",
                "fields: { count: data.count, code: data.code }");
        var beyond = (1L << 53) + 1;

        stage.deliver("crm-items", Long.toString(beyond), Map.of("n", beyond, "c", Long.toString(beyond)));

        assertThat(stage.golden("item")).containsEntry("count", Value.number(beyond));
        assertThat(stage.golden("crm-items", "9007199254740993")).containsEntry("code", Value.text("9007199254740993"));
        assertThat(stage.row("shop-items").get("data"))
                .isEqualTo(Value.of(Map.of("count", beyond, "code", "9007199254740993")));
        stage.assertQuiet();
        stage.edit("shop-items", "shop-1", Map.of("data.count", beyond + 1));
        stage.deliver();
        assertThat(stage.row("crm-items")).containsEntry("n", Value.number(beyond + 1));
    }

    @Test
    void ten_cents_in_a_system_that_counts_cents() {
        stage = HubStage.sharing(
                "fields: { price: { type: money, currency: EUR, scale: 2 } }",
                "fields: { price: price }",
                "fields: { price: { local: cents, factor: 100 } }");

        stage.deliver("crm-items", "1", Map.of("price", "0.10"));
        assertThat(stage.row("shop-items")).containsEntry("cents", Value.number(10));
        stage.assertQuiet();

        stage.edit("shop-items", "shop-1", Map.of("cents", 1));
        stage.deliver();
        assertThat(stage.row("crm-items").get("price")).hasToString("0.01");
        stage.assertQuiet();
    }

    @Nested
    class A_local_time {

        private void berlin() {
            stage = HubStage.sharing(
                    "fields: { at: timestamp }",
                    "fields: { at: { local: t, format: 'yyyy-MM-dd HH:mm', zone: Europe/Berlin, lossy: true } }",
                    "fields: { at: t }");
        }

        @Test
        void that_daylight_saving_skips_is_told_and_changes_nothing() {
            berlin();

            assertThat(stage.edit("crm-items", "1", Map.of("t", "2024-03-31 02:30")))
                    .asInstanceOf(type(Outcome.Quarantined.class))
                    .satisfies(one -> assertThat(one.reasons())
                            .containsExactly("at (from t): '2024-03-31 02:30' is not a time that the clocks of"
                                    + " Europe/Berlin show: they skip it for daylight saving"));

            stage.deliver("crm-items", "1", Map.of("t", "2024-03-31 03:30"));
            assertThat(stage.row("shop-items")).containsEntry("t", Value.text("2024-03-31T01:30:00Z"));
            assertThat(stage.quarantine()).as("it was put right").isEmpty();
        }

        @Test
        void that_comes_twice_keeps_the_hour_that_was_meant() {
            berlin();
            stage.deliver("shop-items", "1", Map.of("t", "2024-10-27T01:30:00Z"));
            assertThat(stage.row("crm-items")).containsEntry("t", Value.text("2024-10-27 02:30"));

            stage.assertQuiet();

            assertThat(stage.golden("item"))
                    .as("crm cannot tell the second 02:30 from the first; that is no reason to forget it")
                    .containsEntry("at", Value.text("2024-10-27T01:30:00Z"));
        }
    }

    @Test
    void names_in_two_unicode_forms_are_one_person_and_stay_as_written() {
        stage = HubStage.sharing(
                "fields: { name: string, city: string }, match: [ { exact: [name] } ]",
                "fields: { name: name, city: city }",
                "fields: { name: { local: n, direction: in }, city: city }");
        var composed = "Am\u00e9lie";
        var decomposed = "Ame\u0301lie";

        stage.edit("crm-items", "1", Map.of("name", composed));
        stage.edit("shop-items", "7", Map.of("n", decomposed, "city", "Nantes"));
        stage.deliver();

        assertThat(stage.golden("item"))
                .containsEntry("name", Value.text(composed))
                .containsEntry("city", Value.text("Nantes"));
        assertThat(stage.row("crm-items"))
                .containsEntry("name", Value.text(composed))
                .containsEntry("city", Value.text("Nantes"));
        assertThat(stage.row("shop-items")).containsEntry("n", Value.text(decomposed));
        stage.assertQuiet();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Ame\u0301lie",
                "\uD83D\uDC69\u200D\uD83D\uDE80 in \uD83C\uDDE9\uD83C\uDDEA",
                "\uD842\uDFB7\u91CE\u5BB6",
                "\u202Eabc\u202C",
                " two  blanks ",
                "line\r\nbreak\tand 'quotes\" \\ / % _ ${X} <b>"
            })
    void every_character_is_kept(String text) {
        stage = HubStage.sharing("fields: { t: text }", "fields: { t: t }", "fields: { t: deep.er.t }");

        stage.deliver("crm-items", text.strip(), Map.of("t", text));

        assertThat(stage.row("shop-items").get("deep")).isEqualTo(Value.of(Map.of("er", Map.of("t", text))));
        assertThat(stage.golden("crm-items", text.strip())).containsEntry("t", Value.text(text));
        stage.assertQuiet();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        full    | ''    | ''
        full    | null  | null
        full    |       | old
        partial | ''    | ''
        partial | null  | null
        partial |       | old
        """)
    void empty_null_and_absent_are_three_things(String extent, String said, String kept) {
        stage = HubStage.sharing(
                "fields: { name: string, note: string }",
                "fields: { name: name, note: note }",
                "fields: { name: name, note: note }");
        stage.deliver("crm-items", "1", Map.of("name", "Ada", "note", "old"));
        var fields = new java.util.HashMap<String, Value>(Map.of("name", Value.text("Bob")));
        if (said != null) {
            fields.put("note", said.equals("null") ? Value.nothing() : Value.text(""));
        }

        var outcome =
                extent.equals("full") ? stage.full("crm-items", "1", fields) : stage.partial("crm-items", "1", fields);
        stage.deliver();

        assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
        var expected = kept.equals("null") ? Value.nothing() : Value.text(kept.equals("''") ? "" : kept);
        assertThat(stage.golden("item")).containsEntry("note", expected).containsEntry("name", Value.text("Bob"));
        assertThat(stage.row("shop-items")).containsEntry("note", expected);
    }

    @Test
    void what_a_full_change_omits_is_cleared_where_the_map_says_so() {
        stage = HubStage.sharing(
                "fields: { name: string, note: string }",
                "fields: { name: name, note: { local: note, absent: clear } }",
                "fields: { name: name, note: note }");
        stage.deliver("crm-items", "1", Map.of("name", "Ada", "note", "old"));

        stage.partial("crm-items", "1", Map.of("name", "Ada B."));
        assertThat(stage.golden("item")).containsEntry("note", Value.text("old"));

        stage.full("crm-items", "1", Map.of("name", "Ada C."));
        stage.deliver();
        assertThat(stage.row("shop-items")).containsEntry("note", Value.nothing());
    }

    @Test
    void a_target_that_truncates_does_no_harm_in_ten_rounds() {
        stage = HubStage.sharing(
                "fields: { name: string, n: integer }", "fields: { name: name, n: n }", "fields: { name: name, n: n }");
        stage.system("shop")
                .writesWith((path, value) -> value instanceof Value.Text(String text) && text.length() > 20
                        ? Value.text(text.substring(0, 20))
                        : value);
        var name = "Wolfeschlegelsteinhausenbergerdorff";

        stage.deliver("crm-items", "1", Map.of("name", name, "n", 0));
        for (int round = 1; round <= 10; round++) {
            stage.edit("shop-items", "shop-1", Map.of("n", round));
            assertThat(stage.deliver()).as("writes of round %s", round).isEqualTo(1);
            stage.readAll("crm-items");
            stage.readAll("shop-items");
            stage.deliver();
        }

        assertThat(stage.golden("item")).containsEntry("name", Value.text(name)).containsEntry("n", Value.number(10));
        assertThat(stage.row("crm-items")).containsEntry("name", Value.text(name));
        assertThat(stage.row("shop-items")).containsEntry("name", Value.text(name.substring(0, 20)));
        stage.assertQuiet();

        stage.edit("shop-items", "shop-1", Map.of("name", "Wolf"));
        stage.deliver();
        assertThat(stage.row("crm-items")).as("a real edit still counts").containsEntry("name", Value.text("Wolf"));
    }
}
