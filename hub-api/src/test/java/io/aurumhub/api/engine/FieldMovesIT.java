package io.aurumhub.api.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.shared.Value;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** How one field moves: with what it begins, which way, when it is written, and what of it is shown. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class FieldMovesIT {

    @SuppressWarnings("NullAway.Init") // every test opens its own
    private HubStage stage;

    @AfterEach
    void close() {
        stage.close();
    }

    @Nested
    class A_new_record_in_a_system {

        @Test
        void begins_with_constants_and_what_others_say_nothing_of_has_its_default() {
            stage = HubStage.sharing(
                    "fields: { name: string, status: { type: enum, values: [open, paid] }, rank: integer }",
                    "fields: { name: name, status: { local: state, values: { open: O, paid: P }, default: open }, "
                            + "rank: { local: rank, default: 7 } }",
                    "constants: { tenant: 7, meta.origin: hub, tags: [new], flags: { a: true } }, "
                            + "fields: { name: name, status: status, rank: rank }");

            stage.deliver("crm-items", "1", Map.of("name", "Ann"));

            assertThat(stage.row("shop-items"))
                    .containsEntry("status", Value.text("open"))
                    .containsEntry("rank", Value.number(7))
                    .containsEntry("tenant", Value.number(7))
                    .containsEntry("meta", Value.of(Map.of("origin", "hub")))
                    .containsEntry("tags", Value.of(java.util.List.of("new")))
                    .containsEntry("flags", Value.of(Map.of("a", true)));
            assertThat(stage.row("crm-items"))
                    .as("the record has a status now, so crm gets it, too")
                    .containsEntry("state", Value.text("O"))
                    .containsEntry("rank", Value.number(7));
            stage.assertQuiet();
        }

        @Test
        void may_change_its_constants_afterwards() {
            stage = HubStage.sharing(
                    "fields: { name: string }",
                    "fields: { name: name }",
                    "constants: { tenant: 7 }, fields: { name: name }");
            stage.deliver("crm-items", "1", Map.of("name", "Ann"));

            stage.edit("shop-items", "shop-1", Map.of("tenant", 8));
            stage.edit("crm-items", "1", Map.of("name", "Anna"));
            stage.deliver();

            assertThat(stage.row("shop-items"))
                    .containsEntry("tenant", Value.number(8))
                    .containsEntry("name", Value.text("Anna"));
            stage.assertQuiet();
        }
    }

    @Nested
    class A_field {

        @Test
        void moves_only_the_way_it_is_told_to() {
            stage = HubStage.sharing(
                    "fields: { name: string, note: string, code: string }",
                    "fields: { name: name, note: { local: note, direction: out }, code: code }",
                    "fields: { name: name, note: { local: note, direction: in }, "
                            + "code: { local: code, direction: out } }");
            stage.deliver("crm-items", "1", Map.of("name", "Ann", "note", "crm's", "code", "c1"));
            assertThat(stage.row("shop-items"))
                    .containsEntry("code", Value.text("c1"))
                    .doesNotContainKey("note");
            assertThat(stage.golden("item")).doesNotContainKey("note");

            stage.edit("shop-items", "shop-1", Map.of("note", "shop's", "code", "s1"));
            stage.deliver();
            assertThat(stage.row("crm-items"))
                    .containsEntry("note", Value.text("shop's"))
                    .as("the shop has no say in it")
                    .containsEntry("code", Value.text("c1"));
            assertThat(stage.row("shop-items")).as("so it is put back").containsEntry("code", Value.text("c1"));
            stage.assertQuiet();
        }

        @Test
        void is_written_always_or_never_again_or_only_where_there_is_nothing() {
            stage = HubStage.sharing(
                    "fields: { name: string, a: string, b: string, c: string }",
                    "fields: { name: name, a: a, b: b, c: c }",
                    "fields: { name: name, a: { local: a, update: always }, b: { local: b, update: never }, "
                            + "c: { local: c, update: ifEmpty } }");
            stage.deliver("crm-items", "1", Map.of("name", "Ann", "a", "a1", "b", "b1", "c", "c1"));
            assertThat(stage.row("shop-items"))
                    .containsEntry("a", Value.text("a1"))
                    .containsEntry("b", Value.text("b1"))
                    .containsEntry("c", Value.text("c1"));

            stage.edit("crm-items", "1", Map.of("a", "a2", "b", "b2", "c", "c2"));
            stage.deliver();
            assertThat(stage.row("shop-items"))
                    .containsEntry("a", Value.text("a2"))
                    .containsEntry("b", Value.text("b1"))
                    .containsEntry("c", Value.text("c1"));
            stage.assertQuiet();
        }

        @Test
        void that_is_blank_counts_as_empty() {
            stage = HubStage.sharing(
                    "fields: { name: string, c: string }, match: [ { exact: [name] } ]",
                    "fields: { name: name, c: c }",
                    "fields: { name: name, c: { local: c, update: ifEmpty, direction: out } }");
            stage.edit("shop-items", "7", Map.of("name", "Ann", "c", ""));
            stage.deliver("crm-items", "1", Map.of("name", "Ann", "c", "c1"));

            assertThat(stage.row("shop-items")).containsEntry("c", Value.text("c1"));
            stage.assertQuiet();
        }
    }

    @Nested
    class A_sensitive_field {

        @Test
        void leaves_the_hub_only_as_the_sync_says() {
            stage = HubStage.sharing("""
                fields: { name: string, plain: { type: string, sensitive: true }, \
                kept: { type: string, sensitive: true }, masked: { type: string, sensitive: true }, \
                hashed: { type: string, sensitive: true }, cut: { type: string, sensitive: true } }\
                """, "fields: { name: n, plain: p, kept: k, masked: m, hashed: h, cut: c }", """
                fields: { name: n, plain: { local: p, send: plain }, kept: k, masked: { local: m, send: mask }, \
                hashed: { local: h, send: hash }, cut: { local: c, send: { truncate: 4 } } }\
                """);
            var secrets = Map.of("n", "Ann", "p", "p-secret", "k", "k-secret", "m", "m-secret", "h", "h-secret");
            stage.system("crm").put("crm-items", "1", Map.of("c", Value.text("\uD83D\uDE00123456")));
            stage.deliver("crm-items", "1", secrets);

            assertThat(stage.row("shop-items"))
                    .containsEntry("p", Value.text("p-secret"))
                    .doesNotContainKey("k")
                    .containsEntry("m", Value.text("***"))
                    .containsEntry("c", Value.text("\uD83D\uDE00123"))
                    .hasEntrySatisfying("h", it -> assertThat(it.toString()).matches("[0-9a-f]{64}"));
            stage.assertQuiet();

            stage.edit("shop-items", "shop-1", Map.of("m", "shown", "c", "zzzz", "k", "k2"));
            stage.deliver();
            assertThat(stage.row("crm-items"))
                    .as("whoever is not shown it has no say in it")
                    .containsEntry("m", Value.text("m-secret"))
                    .containsEntry("c", Value.text("\uD83D\uDE00123456"));
        }

        @Test
        void is_not_shown_in_the_reasons_of_a_quarantined_change() {
            stage = HubStage.sharing(
                    "fields: { name: string, tax: { type: string, sensitive: true, pattern: '[0-9]{3}' } }",
                    "fields: { name: n, tax: t }", "fields: { name: n }");

            stage.full("crm-items", "1", Map.of("n", "Ann", "t", "12-secret"));

            assertThat(stage.quarantine())
                    .singleElement()
                    .satisfies(one -> assertThat(one.reasons().toString())
                            .contains("tax (from t)")
                            .doesNotContain("secret"));
        }
    }
}
