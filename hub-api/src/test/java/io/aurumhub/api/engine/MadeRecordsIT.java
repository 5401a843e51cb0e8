package io.aurumhub.api.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/**
 * A system keeps what the hub makes in it in another form, and reports it before it answers the hub: by a webhook, or
 * to a poll. That is no word of the system, whatever it does to the match key.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class MadeRecordsIT {

    private static final String SHOP = "shop-items";
    private static final String LONG = "Wolfeschlegelsteinhausen";
    private static final String CUT = LONG.substring(0, 10);

    private final HubStage stage = HubStage.of("""
        systems:
          portal: { rank: 3, connector: { type: jdbc, url: "jdbc:sqlite:portal.db" } }
          office: { rank: 1, connector: { type: jdbc, url: "jdbc:sqlite:office.db" } }
          shop: { rank: 2, connector: { type: rest, baseUrl: "http://127.0.0.1:9" } }
        entities:
          item: { fields: { number: integer, code: string, name: string }, match: [ { exact: [code] } ] }
        syncs:
          portal-items:
            system: portal
            entity: item
            resource: { table: item, key: id }
            fields: { number: number, code: code, name: name }
          office-items:
            system: office
            entity: item
            resource: { table: item, key: id }
            fields: { number: number, code: code, name: name }
          shop-items:
            system: shop
            entity: item
            resource: { path: /items, key: id }
            detect: { poll: { every: 1s } }
            deletes: propagate
            fields: { number: number, code: code, name: name }
        """);

    private final PaperSystem shop = stage.system("shop");
    private final Map<String, CompletableFuture<List<Outcome>>> reports = new LinkedHashMap<>();
    private int made;

    @AfterEach
    void close() {
        stage.close();
    }

    /** How the shop tells of a record. */
    private interface Way {
        Change change(LocalRecord record);
    }

    private Change polled(LocalRecord record) {
        return Change.read(stage.sync(SHOP), record, stage.now(), Provenance.of("system:shop"));
    }

    private Change told(LocalRecord record) {
        return stage.change(SHOP, record.localId(), true, record.fields());
    }

    private void reports(UnaryOperator<Map<String, Value>> form, Way way) {
        shop.answers(write -> {
            if (!(write instanceof Write.Create create)) {
                return null;
            }
            var id = "N" + ++made;
            shop.put(SHOP, id, form.apply(create.fields()));
            var stored = shown(id);
            var report = stage.hub.intake().submit(List.of(way.change(stored)));
            reports.put(id, report);
            settleUnlessHeld(report);
            return new WriteOutcome.Written(stored);
        });
    }

    private LocalRecord shown(String id) {
        return new LocalRecord(id, Objects.requireNonNull(shop.rows(SHOP).get(id)), null, null, false);
    }

    /** Without a hold it is decided before the answer is known. */
    private static void settleUnlessHeld(CompletableFuture<List<Outcome>> report) {
        try {
            report.get(500, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            assertThat(report).as("it waits for the answer").isNotDone();
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, Value> cut(Map<String, Value> fields) {
        return with(fields, "name", CUT);
    }

    private static Map<String, Value> with(Map<String, Value> fields, String path, Object value) {
        var kept = new LinkedHashMap<>(fields);
        kept.put(path, Value.of(value));
        return kept;
    }

    private void portalSays(String id, String code, String name) {
        stage.edit("portal-items", id, Map.of("number", made + 1, "code", code, "name", name));
    }

    private List<Outcome> answer(String id) {
        try {
            return Objects.requireNonNull(reports.get(id)).get(30, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private void assertOneRecordEverywhere(String name) {
        stage.deliver();
        assertThat(stage.golden("item")).containsEntry("name", Value.text(name));
        assertThat(stage.row("office-items")).containsEntry("name", Value.text(name));
        assertThat(stage.row(SHOP)).containsEntry("name", Value.text(CUT));
        assertThat(stage.quarantine()).isEmpty();
        assertThat(stage.queries().status().status().conflicts()).isZero();
        stage.assertQuiet();
    }

    @Test
    void what_a_webhook_tells_of_a_new_record_waits_until_the_hub_knows_that_it_made_it() {
        reports(MadeRecordsIT::cut, this::told);

        portalSays("1", "A", LONG);
        stage.deliver();

        assertThat(answer("N1")).singleElement().isInstanceOf(Outcome.Unchanged.class);
        assertOneRecordEverywhere(LONG);
    }

    @Test
    void what_a_poll_shows_of_it_is_read_again() {
        reports(MadeRecordsIT::cut, this::polled);

        portalSays("1", "A", LONG);
        stage.deliver();

        assertThat(answer("N1")).singleElement().isInstanceOf(Outcome.ReadAgain.class);
        assertOneRecordEverywhere(LONG);
    }

    @Test
    void a_match_key_in_another_form_makes_no_second_record() {
        reports(fields -> with(cut(fields), "code", "A (old)"), this::told);

        portalSays("1", "A", LONG);
        stage.deliver();

        assertThat(answer("N1")).singleElement().isInstanceOf(Outcome.Unchanged.class);
        assertOneRecordEverywhere(LONG);
    }

    @Test
    void the_second_of_two_records_with_one_match_key_is_no_question_to_anybody() {
        portalSays("1", "A", LONG);
        stage.deliver();
        stage.edit("portal-items", "2", Map.of("number", 2, "code", "B", "name", "Bob"));
        stage.deliver();
        reports(MadeRecordsIT::cut, this::told);
        stage.edit("portal-items", "3", Map.of("number", 3, "code", "C", "name", LONG));
        stage.edit("portal-items", "3", Map.of("number", 3, "code", "A", "name", LONG));

        stage.deliver();

        assertThat(answer("N1")).singleElement().isInstanceOf(Outcome.Unchanged.class);
        assertThat(stage.quarantine()).isEmpty();
        assertThat(shop.rows(SHOP)).hasSize(3);
        stage.assertQuiet();
    }

    @Test
    void what_its_users_edit_right_after_it_was_made_is_theirs() {
        reports(MadeRecordsIT::cut, this::told);
        portalSays("1", "A", LONG);
        shop.answers(write -> {
            if (!(write instanceof Write.Create create)) {
                return null;
            }
            shop.put(SHOP, "N1", cut(create.fields()));
            var stored = shown("N1");
            shop.put(SHOP, "N1", Map.of("name", Value.text("Hubert")));
            var report = stage.hub.intake().submit(List.of(told(shown("N1"))));
            reports.put("N1", report);
            settleUnlessHeld(report);
            return new WriteOutcome.Written(stored);
        });

        stage.deliver();

        assertThat(answer("N1")).singleElement().isInstanceOf(Outcome.Accepted.class);
        stage.deliver();
        assertThat(stage.golden("item")).containsEntry("name", Value.text("Hubert"));
        stage.assertQuiet();
    }

    @Test
    void and_what_they_delete_right_after_it_was_made_is_deleted() {
        portalSays("1", "A", LONG);
        shop.answers(write -> {
            if (!(write instanceof Write.Create create)) {
                return null;
            }
            var stored = new LocalRecord("N1", cut(create.fields()), null, null, false);
            reports.put("N1", stage.hub.intake().submit(List.of(told(stored))));
            var gone = stage.hub.intake().submit(List.of(polled(LocalRecord.tombstone("N1", null))));
            reports.put("gone", gone);
            settleUnlessHeld(gone);
            return new WriteOutcome.Written(stored);
        });

        stage.deliver();

        assertThat(answer("N1")).singleElement().isInstanceOf(Outcome.Unchanged.class);
        assertThat(answer("gone"))
                .as("read before the hub's own write had ended")
                .singleElement()
                .isInstanceOf(Outcome.ReadAgain.class);
    }

    @Test
    void a_write_that_fails_lets_what_waits_go_on() {
        portalSays("1", "A", LONG);
        shop.answers(write -> {
            var own = stage.change(SHOP, "S1", true, Map.of("code", "Z", "number", 7));
            reports.putIfAbsent("S1", stage.hub.intake().submit(List.of(own)));
            throw new IllegalStateException("the connector is broken");
        });

        try {
            stage.deliver();
        } catch (RuntimeException broken) {
            assertThat(broken).hasMessageContaining("the connector is broken");
        }

        assertThat(answer("S1")).singleElement().isInstanceOf(Outcome.Accepted.class);
    }
}
