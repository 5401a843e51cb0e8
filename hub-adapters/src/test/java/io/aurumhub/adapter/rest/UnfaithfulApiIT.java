package io.aurumhub.adapter.rest;

import static io.aurumhub.core.connector.Outcomes.assertRefused;
import static io.aurumhub.core.connector.Outcomes.overtaken;
import static io.aurumhub.core.connector.Outcomes.written;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.connector.Guard;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.connector.WriteOutcome.Failed;
import io.aurumhub.core.connector.WriteOutcome.Written;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** APIs that answer well and do otherwise, and edits in the window that no guard closes. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class UnfaithfulApiIT {

    private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");
    private static final Value OLD = Value.text("old");
    private static final Value NEW = Value.text("new name");
    private static final Value THEIRS = Value.text("theirs");

    private final RestStage rich = RestStage.rich(TestApi.Pages.CURSOR);
    private final RestStage poor = RestStage.poor(TestApi.Pages.WHOLE, "patch");

    @AfterEach
    void close() {
        rich.close();
        poor.close();
    }

    @Test
    void an_answer_that_shows_what_was_not_stored_is_not_believed() {
        var id = rich.add(Map.of("name", OLD), START);
        ignoresTwo(id);

        assertThat(written(update(rich, id)).fields()).containsEntry("name", OLD);
    }

    @Test
    void an_api_that_was_candid_is_looked_at_now_and_then_only() {
        var id = rich.add(Map.of("name", OLD), START);
        for (int i = 0; i < 49; i++) {
            var outcome = write(rich, new Write.Update(id, Map.of("points", Value.number(i)), Map.of(), null));
            assertThat(written(outcome).fields()).containsEntry("points", Value.number(i));
        }
        assertThat(gets(rich))
                .as("one before each write, three after the first")
                .isEqualTo(49 + 3);

        ignoresTwo(id);
        assertThat(written(update(rich, id)).fields()).as("the fiftieth").containsEntry("name", OLD);
        ignoresTwo(id);
        assertThat(written(update(rich, id)).fields()).as("the next, too").containsEntry("name", OLD);
    }

    @Test
    void a_record_that_was_answered_and_is_not_there_is_refused_and_not_made_twice() {
        poor.api().after("POST", () -> poor.remove("c 0001/ü", START));

        assertRefused(write(poor, create()), "as if it had made record");
        assertThat(poor.api().requests)
                .filteredOn(one -> one.startsWith("POST"))
                .hasSize(1);
    }

    @Test
    void a_record_that_is_marked_as_deleted_right_after_a_create_was_made() {
        rich.api().after("POST", () -> rich.remove("c 0001/ü", START));

        assertThat(written(write(rich, create())).fields()).containsEntry("name", NEW);
    }

    @Test
    void so_was_one_of_which_the_system_says_that_it_is_there_no_more() {
        poor.api().after("POST", () -> {
            poor.remove("c 0001/ü", START);
            poor.api().remembersWhatWasDeleted();
        });

        assertThat(written(write(poor, create())).fields()).containsEntry("name", NEW);
    }

    @Test
    void an_edit_right_after_a_create_is_left_to_be_heard_as_an_edit() {
        rich.api().after("POST", () -> rich.edit("c 0001/ü", Map.of("name", THEIRS), START));
        assertThat(written(write(rich, create())).fields()).containsEntry("name", NEW);

        rich.api().after("POST", () -> rich.edit("c 0002/ü", Map.of("name", Value.nothing()), START));
        var ignored = new Write.Create("g-2", Map.of("name", NEW, "external_id", Value.text("g-2")));
        assertThat(written(write(rich, ignored)).fields()).containsEntry("name", Value.nothing());
    }

    @Test
    void a_delete_that_was_answered_and_did_nothing_is_refused_in_words() {
        var id = rich.add(Map.of("name", OLD), START);
        rich.api().after("DELETE", () -> rich.api().row(id).remove("deleted_at"));

        assertRefused(write(rich, new Write.Delete(id, Map.of("name", OLD), null)), "but the record is still there");
    }

    @Test
    void what_is_only_taken_on_is_not_done() {
        var id = rich.add(Map.of("name", OLD), START);
        rich.api().fail("PATCH", new TestApi.Fault.Status(202, Map.of(), ""));

        assertThat(update(rich, id)).isInstanceOf(Failed.class);
        assertThat(update(rich, id)).isInstanceOf(Written.class);
    }

    @Test
    void an_edit_right_after_a_write_without_a_guard_comes_in_as_a_change() {
        var id = poor.add(Map.of("name", OLD), START);
        poor.api().after("PATCH", () -> poor.edit(id, Map.of("name", THEIRS), START.plusSeconds(1)));

        assertThat(overtaken(update(poor, id)).fields()).containsEntry("name", THEIRS);
    }

    @Test
    void an_edit_right_after_a_guarded_write_is_left_to_be_heard_as_an_edit() {
        for (int i = 0; i < 5; i++) {
            var id = rich.add(Map.of("name", OLD), START);
            rich.api().after("PATCH", () -> rich.edit(id, Map.of("name", THEIRS), START.plusSeconds(1)));

            assertThat(written(update(rich, id)).fields()).containsEntry("name", NEW);
        }
    }

    @Test
    void a_form_of_its_own_is_no_edit() {
        var id = poor.add(Map.of("name", OLD), START);
        for (var form : List.of("NEW NAME", "new na", "  new  name ")) {
            poor.edit(id, Map.of("name", OLD), START);
            poor.api().after("PATCH", () -> poor.edit(id, Map.of("name", Value.text(form)), START));

            assertThat(written(update(poor, id)).fields()).containsEntry("name", Value.text(form));
        }
    }

    @Test
    void an_edit_between_comparing_and_writing_is_lost_where_nothing_guards_and_held_back_where_an_etag_does() {
        var unguarded = poor.add(Map.of("name", OLD), START);
        poor.api().before("PATCH", () -> poor.edit(unguarded, Map.of("name", THEIRS), START.plusSeconds(1)));
        assertThat(written(update(poor, unguarded)).fields()).containsEntry("name", NEW);

        var guarded = rich.add(Map.of("name", OLD), START);
        rich.api().before("PATCH", () -> rich.edit(guarded, Map.of("name", THEIRS), START.plusSeconds(1)));
        assertThat(overtaken(update(rich, guarded)).fields()).containsEntry("name", THEIRS);
    }

    @Test
    void the_window_is_measured_where_there_is_one() {
        assertThat(poor.system().guard(poor.resource())).isEqualTo(new Guard.NotKnown());
        update(poor, poor.add(Map.of("name", OLD), START));
        update(poor, poor.add(Map.of("name", OLD), START));
        update(rich, rich.add(Map.of("name", OLD), START));

        assertThat(poor.system().guard(poor.resource()))
                .isInstanceOfSatisfying(
                        Guard.BestEffort.class,
                        guard -> assertThat(guard.open().writes()).isEqualTo(2));
        assertThat(rich.system().guard(rich.resource())).isEqualTo(new Guard.IfMatch());
    }

    /** To create overwrites nothing, so only creating would never show the guard. */
    @Test
    void an_etag_in_any_answer_about_one_record_shows_how_writes_will_be_guarded() {
        assertThat(rich.system().guard(rich.resource())).isEqualTo(new Guard.NotKnown());

        write(rich, new Write.Create("key-1", Map.of("name", NEW)));
        assertThat(rich.system().guard(rich.resource())).isEqualTo(new Guard.IfMatch());

        write(poor, new Write.Create("key-1", Map.of("name", NEW)));
        poor.reader().fetch(poor.resource(), List.of(poor.add(Map.of("name", OLD), START)));
        assertThat(poor.system().guard(poor.resource())).isEqualTo(new Guard.NotKnown());
        assertThat(new Guard.NotKnown().words()).isEqualTo("not known before the first update or delete");
    }

    /** A patch, and the same under another content type. */
    private void ignoresTwo(String id) {
        for (int i = 0; i < 2; i++) {
            rich.api().after("PATCH", () -> rich.edit(id, Map.of("name", OLD), START.plusSeconds(1)));
        }
    }

    private static WriteOutcome update(RestStage stage, String id) {
        return write(stage, new Write.Update(id, Map.of("name", NEW), Map.of("name", OLD), null));
    }

    private static Write create() {
        return new Write.Create("g-1", Map.of("name", NEW, "external_id", Value.text("g-1")));
    }

    private static int gets(RestStage stage) {
        return (int) stage.api().requests.stream()
                .filter(request -> request.startsWith("GET"))
                .count();
    }

    private static WriteOutcome write(RestStage stage, Write write) {
        return stage.system().write(stage.resource(), List.of(write)).getFirst();
    }
}
