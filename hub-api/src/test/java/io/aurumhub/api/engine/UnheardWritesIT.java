package io.aurumhub.api.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.shared.Value;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** The hub is killed between its write to the crm, which beats the shop, and the crm's answer. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class UnheardWritesIT {

    private final HubStage stage = HubStage.of("""
        systems:
          crm: { rank: 1, connector: { type: jdbc, url: "jdbc:sqlite:crm.db" } }
          shop: { rank: 2, connector: { type: rest, baseUrl: "http://127.0.0.1:9" } }
        entities:
          item: { fields: { name: string, note: string } }
        syncs:
          crm-items:
            system: crm
            entity: item
            resource: { table: item, key: id, externalId: ext }
            detect: { poll: { every: 1s } }
            fields: { name: title, note: note }
          shop-items:
            system: shop
            entity: item
            resource: { path: /items, key: id }
            fields: { name: name, note: note }
        """);

    @AfterEach
    void close() {
        stage.close();
    }

    private void shopSays(String name) {
        stage.edit("shop-items", "1", Map.of("name", name, "note", "note of " + name));
    }

    private void deliverAndDie() {
        stage.system("crm").killsHub();
        assertThatThrownBy(stage::deliver).hasMessageContaining("was killed");
        stage.restart();
    }

    private void editWhatTheHubMadeAndDidNotHearOf() {
        shopSays("first");
        deliverAndDie();
        var row = stage.system("crm").rows("crm-items").keySet().iterator().next();
        stage.system("crm").put("crm-items", row, Map.of("note", Value.text("the crm's own")));
    }

    private void assertAllHold(String name, String note) {
        stage.deliver();
        assertThat(stage.golden("item"))
                .containsEntry("name", Value.text(name))
                .containsEntry("note", Value.text(note));
        assertThat(stage.system("crm").rows("crm-items").values())
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("title", Value.text(name))
                        .containsEntry("note", Value.text(note)));
        assertThat(stage.queries().status().status().conflicts()).isZero();
        stage.assertQuiet();
    }

    @Test
    void a_record_that_the_hub_made_is_no_word_of_its_system() {
        shopSays("first");
        deliverAndDie();
        shopSays("second");

        stage.readAll("crm-items");

        assertAllHold("second", "note of second");
    }

    @Test
    void a_record_that_differs_in_its_case_only_is_what_was_written_and_not_the_systems_form_of_what_is_golden_now() {
        shopSays("FIRST");
        deliverAndDie();
        shopSays("first");

        stage.readAll("crm-items");

        assertAllHold("first", "note of first");
    }

    @Test
    void a_value_that_the_hub_wrote_is_no_word_of_its_system() {
        shopSays("first");
        stage.deliver();
        shopSays("second");
        deliverAndDie();
        shopSays("third");

        stage.readAll("crm-items");

        assertAllHold("third", "note of third");
    }

    @Test
    void nor_is_it_if_the_hub_comes_to_write_before_it_reads() {
        shopSays("first");
        deliverAndDie();
        shopSays("second");

        assertAllHold("second", "note of second");
    }

    @Test
    void what_the_users_of_the_system_changed_in_it_since_is_theirs() {
        editWhatTheHubMadeAndDidNotHearOf();
        stage.edit("shop-items", "1", Map.of("name", "second"));

        stage.readAll("crm-items");

        assertAllHold("second", "the crm's own");
    }

    @Test
    void an_edit_of_the_system_after_an_attempt_that_never_arrived_is_its_own() {
        shopSays("first");
        stage.deliver();
        shopSays("second");
        var row = stage.system("crm").rows("crm-items").keySet().iterator().next();
        stage.system("crm").answers(write -> new WriteOutcome.Unknown("no answer"));
        stage.deliverOnce();
        stage.system("crm").answers(write -> null);
        stage.system("crm").put("crm-items", row, Map.of("title", Value.text("the crm's own")));

        stage.readAll("crm-items");
        stage.deliver();

        assertThat(stage.golden("item")).containsEntry("name", Value.text("the crm's own"));
        assertThat(stage.queries().status().status().conflicts()).isOne();
    }

    @Test
    void what_was_read_while_the_hub_looked_for_its_own_write_is_not_heard_again() {
        editWhatTheHubMadeAndDidNotHearOf();
        shopSays("second");
        stage.system("crm").meanwhile(() -> stage.readAll("crm-items"));

        stage.deliverOnce();

        assertThat(stage.hub.history().of(stage.record("shop-items", "1"), 1, 50))
                .filteredOn(entry -> "crm".equals(entry.system()))
                .as("what the crm said")
                .hasSize(1);
    }

    @Test
    void nothing_can_come_between_the_hubs_own_write_and_what_was_changed_in_it_since() {
        editWhatTheHubMadeAndDidNotHearOf();
        shopSays("second");
        stage.edit("shop-items", "2", Map.of("name", "other", "note", "other"));
        stage.system("crm").answers(write -> {
            throw new AssertionError("The hub was killed while it wrote another record");
        });
        assertThatThrownBy(stage::deliverOnce).hasMessageContaining("was killed");

        var record = stage.queries()
                .records()
                .record(stage.record("shop-items", "1"))
                .orElseThrow();
        assertThat(record.copies())
                .filteredOn(copy -> copy.system().equals("crm"))
                .singleElement()
                .satisfies(copy -> assertThat(copy.state()).isEqualTo("pending"));
    }
}
