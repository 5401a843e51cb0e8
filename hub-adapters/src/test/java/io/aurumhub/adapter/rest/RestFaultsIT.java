package io.aurumhub.adapter.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.Write.Create;
import io.aurumhub.core.connector.Write.Delete;
import io.aurumhub.core.connector.Write.Update;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.connector.WriteOutcome.Failed;
import io.aurumhub.core.connector.WriteOutcome.Overtaken;
import io.aurumhub.core.connector.WriteOutcome.Unheard;
import io.aurumhub.core.connector.WriteOutcome.Unknown;
import io.aurumhub.core.connector.WriteOutcome.Written;
import io.aurumhub.core.shared.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the connector makes of a system that fails, hangs, lies or is edited at the wrong moment. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class RestFaultsIT {

    private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");
    private static final Value OLD = Value.text("old");
    private static final Value NEW = Value.text("new");
    private static final Map<String, Value> FIELDS = Map.of("name", NEW, "external_id", Value.text("g-1"));

    private final RestStage rich = RestStage.rich(TestApi.Pages.CURSOR);
    private final TestApi api = rich.api();

    @AfterEach
    void close() {
        rich.close();
    }

    @Nested
    class A_create_without_an_answer {

        @Test
        void is_unknown_and_the_record_is_found_when_it_was_made() {
            api.fail("POST", new TestApi.Fault.CutAfter());

            assertThat(write(new Create("g-1", FIELDS))).isInstanceOf(Unknown.class);
            assertThat(rich.system().find(rich.resource(), Map.of("external_id", Value.text("g-1"))))
                    .hasSize(1);
        }

        @Test
        void is_unknown_and_no_record_is_found_when_it_was_not_made() {
            api.fail("POST", new TestApi.Fault.CutBefore());

            assertThat(write(new Create("g-1", FIELDS))).isInstanceOf(Unknown.class);
            assertThat(rich.system().find(rich.resource(), Map.of("external_id", Value.text("g-1"))))
                    .isEmpty();
        }

        @Test
        void is_unknown_when_the_system_hangs_or_its_gateway_gave_up() {
            api.fail("POST", new TestApi.Fault.Hang(), status(504), status(502));

            for (int i = 0; i < 3; i++) {
                assertThat(write(new Create("g-1", FIELDS))).isInstanceOf(Unknown.class);
            }
        }
    }

    @Nested
    class An_update_or_delete_without_an_answer {

        @Test
        void has_failed_and_shows_itself_when_it_is_repeated() {
            var id = api.add(Map.of("name", OLD), START);
            var update = new Update(id, Map.of("name", NEW), Map.of("name", OLD), null);
            api.fail("PATCH", new TestApi.Fault.CutAfter());

            assertThat(write(update)).isInstanceOf(Failed.class);
            assertThat(write(update))
                    .isInstanceOfSatisfying(
                            Overtaken.class,
                            overtaken -> assertThat(Objects.requireNonNull(overtaken.now())
                                            .fields())
                                    .containsEntry("name", NEW));
        }

        @Test
        void of_a_delete_is_done_when_it_is_repeated() {
            var id = api.add(Map.of("name", OLD), START);
            var delete = new Delete(id, Map.of("name", OLD), null);
            api.fail("DELETE", new TestApi.Fault.CutAfter());

            assertThat(write(delete)).isInstanceOf(Failed.class);
            assertThat(write(delete)).isInstanceOf(Written.class);
        }
    }

    @Nested
    class An_answer_of_500 {

        @Test
        void fails_one_item_and_not_its_neighbours() {
            var id = api.add(Map.of("name", OLD), START);
            api.fail("PATCH", status(500));

            var outcomes = rich.system()
                    .write(
                            rich.resource(),
                            List.of(
                                    new Update(id, Map.of("name", NEW), Map.of("name", OLD), null),
                                    new Create("g-1", FIELDS)));

            assertThat(outcomes.get(0)).isInstanceOf(Failed.class);
            assertThat(outcomes.get(1)).isInstanceOf(Written.class);
        }

        @ParameterizedTest
        @ValueSource(strings = {"GET", "PATCH", "DELETE"})
        void fails_a_single_item_whatever_step_meets_it(String method) {
            var id = api.add(Map.of("name", OLD), START);
            api.fail(method, status(500));

            var outcome = method.equals("DELETE")
                    ? write(new Delete(id, Map.of(), null))
                    : write(new Update(id, Map.of("name", NEW), Map.of("name", OLD), null));
            assertThat(outcome).isInstanceOf(Failed.class);
            assertThat(api.row(id)).containsEntry("name", OLD);
        }

        @Test
        void of_a_create_has_failed_and_of_a_read_is_transient() {
            api.fail("POST", status(500));
            assertThat(write(new Create("g-1", FIELDS))).isInstanceOf(Failed.class);

            api.fail("GET", status(500));
            assertThatThrownBy(() -> rich.system().keys(rich.resource())).isInstanceOf(TransientFault.class);
        }
    }

    @Test
    void a_write_that_fails_while_nothing_else_works_either_says_nothing_about_its_record() {
        var id = api.add(Map.of("name", OLD), START);
        for (var fault : List.of(status(500), new TestApi.Fault.CutBefore())) {
            api.fail("PATCH", fault);
            api.after("GET", () -> api.fail("GET", status(500)));

            assertThat(write(new Update(id, Map.of("name", NEW), Map.of("name", OLD), null)))
                    .isInstanceOf(Unheard.class);
        }
    }

    @Nested
    class A_system_that_asks_for_a_pause {

        private final TestApi.Fault busy = new TestApi.Fault.Status(429, Map.of("Retry-After", "7"), "slow down");

        @Test
        void is_heard_when_reading() {
            api.fail("GET", busy);

            var fault = catchThrowableOfType(
                    TransientFault.class, () -> rich.system().read(rich.resource(), null, Duration.ZERO, 10));
            assertThat(fault.retryAfter()).contains(Duration.ofSeconds(7));
        }

        @Test
        void is_heard_when_nothing_was_written() {
            api.fail("POST", busy);

            var fault = catchThrowableOfType(TransientFault.class, () -> write(new Create("g-1", FIELDS)));
            assertThat(fault.retryAfter()).contains(Duration.ofSeconds(7));
        }

        @Test
        void gets_no_more_of_a_batch_and_the_written_part_is_told() {
            var id = api.add(Map.of("name", OLD), START);
            var writes = new ArrayList<Write>();
            writes.add(new Update(id, Map.of("name", Value.text("1")), Map.of("name", OLD), null));
            for (int i = 1; i < 20; i++) {
                writes.add(new Update(
                        id, Map.of("name", Value.text("" + (i + 1))), Map.of("name", Value.text("" + i)), null));
            }
            api.before("PATCH", () -> api.fail("PATCH", busy));

            var outcomes = rich.system().write(rich.resource(), writes);

            assertThat(outcomes.getFirst()).isInstanceOf(Written.class);
            assertThat(outcomes.subList(1, 20)).allMatch(rest -> rest instanceof Unheard unsent && !unsent.sent());
            assertThat(api.requests.stream().filter(request -> request.startsWith("PATCH")))
                    .hasSize(2);
        }

        @Test
        void may_name_a_date() {
            api.fail("GET", new TestApi.Fault.Status(503, Map.of("Retry-After", "Fri, 31 Dec 2100 23:59:59 GMT"), ""));

            var fault = catchThrowableOfType(
                    TransientFault.class, () -> rich.system().keys(rich.resource()));
            assertThat(fault.retryAfter()).contains(Duration.ofHours(1));
        }
    }

    @Nested
    class A_system_that_cannot_be_used {

        @Test
        void is_a_transient_fault_when_nobody_listens() {
            var stopped = RestStage.poor(TestApi.Pages.WHOLE, "patch");
            stopped.api().close();
            try (var system = stopped.system()) {
                assertThatThrownBy(() -> system.write(stopped.resource(), List.of(new Create("g-1", FIELDS))))
                        .isInstanceOf(TransientFault.class);
                assertThatThrownBy(() -> system.keys(stopped.resource())).isInstanceOf(TransientFault.class);
            }
        }

        @Test
        void is_a_permanent_fault_when_it_does_not_know_us() {
            api.fail("GET", status(401), status(403));
            api.fail("POST", status(401));

            assertThatThrownBy(() -> rich.system().keys(rich.resource())).isInstanceOf(PermanentFault.class);
            assertThatThrownBy(() -> rich.system().keys(rich.resource())).isInstanceOf(PermanentFault.class);
            assertThatThrownBy(() -> write(new Create("g-1", FIELDS))).isInstanceOf(PermanentFault.class);
        }

        @Test
        void is_not_followed_to_another_place() {
            var there = api.baseUrl() + "/elsewhere";
            api.fail("GET", new TestApi.Fault.Status(302, Map.of("Location", there), ""));

            assertThatThrownBy(() -> rich.system().keys(rich.resource()))
                    .isInstanceOf(TransientFault.class)
                    .hasMessageContaining("redirect");
            assertThat(api.requests).noneMatch(request -> request.contains("elsewhere"));
        }

        @Test
        void is_not_asked_for_the_next_page_on_another_server() {
            try (var linked = RestStage.rich(TestApi.Pages.LINK)) {
                var evil = Map.of("Link", "<http://127.0.0.1:1/api/customers>; rel=next");
                linked.api().fail("GET", new TestApi.Fault.Status(200, evil, "[]"));

                assertThatThrownBy(() -> linked.system().keys(linked.resource()))
                        .isInstanceOf(PermanentFault.class)
                        .hasMessageContaining("another server");
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"null", "{}", "{\"data\":null}", "[]", "{\"data\":{}}"})
        void is_never_taken_for_an_empty_one(String body) {
            api.fail("GET", new TestApi.Fault.Status(200, Map.of(), body));

            assertThatThrownBy(() -> rich.system().keys(rich.resource())).isInstanceOf(PermanentFault.class);
        }

        @ParameterizedTest
        @ValueSource(strings = {"<html>", "", "{\"data\":[", "{\"data\":[1e-99999]}"})
        void is_asked_again_later_where_that_is_no_json(String body) {
            api.fail("GET", new TestApi.Fault.Status(200, Map.of(), body));

            assertThatThrownBy(() -> rich.system().keys(rich.resource())).isInstanceOf(TransientFault.class);
        }

        @Test
        void cannot_fill_our_memory() {
            api.fail("GET", new TestApi.Fault.Status(200, Map.of(), "[" + " ".repeat(33 * 1024 * 1024) + "]"));

            assertThatThrownBy(() -> rich.system().keys(rich.resource())).isInstanceOf(TransientFault.class);
        }
    }

    @Nested
    class An_edit_between_our_read_and_our_write {

        @Test
        void of_the_same_field_is_not_overwritten() {
            for (var stage : List.of(RestStage.rich(TestApi.Pages.CURSOR), etagsOnly("patch"), etagsOnly("put"))) {
                var id = stage.add(Map.of("name", OLD), START);
                var known = present(stage, id);
                var method = stage.resource().setting("update").orElse("patch").equals("put") ? "PUT" : "PATCH";
                stage.api().before(method, () -> stage.edit(id, Map.of("name", Value.text("theirs")), START));

                var update = new Update(id, Map.of("name", NEW), Map.of("name", OLD), known.version());
                assertThat(stage.system()
                                .write(stage.resource(), List.of(update))
                                .getFirst())
                        .isInstanceOf(Overtaken.class);
                assertThat(stage.api().row(id)).containsEntry("name", Value.text("theirs"));
                stage.close();
            }
        }

        @Test
        void of_another_field_is_kept_beside_ours() {
            for (var stage : List.of(etagsOnly("patch"), etagsOnly("put"))) {
                var id = stage.add(Map.of("name", OLD), START);
                for (var method : List.of("PATCH", "PUT")) {
                    stage.api().before(method, () -> stage.edit(id, Map.of("points", Value.number(7)), START));
                }

                var update = new Update(id, Map.of("name", NEW), Map.of("name", OLD), null);
                assertThat(stage.system()
                                .write(stage.resource(), List.of(update))
                                .getFirst())
                        .isInstanceOf(Written.class);
                assertThat(stage.api().row(id))
                        .containsEntry("name", NEW)
                        .containsEntry("points", Value.number(7))
                        .containsEntry("secret_sauce", Value.text("kept"));
                stage.close();
            }
        }

        @Test
        void before_a_delete_keeps_the_record() {
            var id = api.add(Map.of("name", OLD), START);
            api.before("DELETE", () -> api.edit(id, Map.of("name", Value.text("theirs")), START));

            assertThat(write(new Delete(id, Map.of("name", OLD), null))).isInstanceOf(Overtaken.class);
            assertThat(api.row(id)).doesNotContainKey("deleted_at");
        }

        @Test
        void is_not_overwritten_without_etags_either_once_the_hub_has_read() {
            try (var poor = RestStage.poor(TestApi.Pages.WHOLE, "put")) {
                var id = poor.add(Map.of("name", OLD), START);
                poor.edit(id, Map.of("name", Value.text("theirs"), "points", Value.number(7)), START);

                var update = new Update(id, Map.of("name", NEW), Map.of("name", OLD), null);
                assertThat(poor.system().write(poor.resource(), List.of(update)).getFirst())
                        .isInstanceOf(Overtaken.class);
                assertThat(poor.api().row(id)).containsEntry("name", Value.text("theirs"));
            }
        }

        private RestStage etagsOnly(String update) {
            return RestStage.of(TestApi.Habits.usual(TestApi.Pages.LINK), Map.of("update", update));
        }
    }

    @Test
    void a_known_version_saves_the_read_once_the_etags_are_understood() {
        var id = api.add(Map.of("name", OLD), START);
        var first = write(new Update(
                id, Map.of("name", NEW), Map.of("name", OLD), present(rich, id).version()));
        api.requests.clear();

        var version = ((Written) first).now().version();
        assertThat(write(new Update(id, Map.of("name", OLD), Map.of("name", NEW), version)))
                .isInstanceOf(Written.class);
        assertThat(api.requests.getFirst()).startsWith("PATCH"); // a look at what is stored may follow
        assertThat(api.headers).anyMatch(header -> header.equals("PATCH If-match: \"" + version + "\""));
    }

    @Test
    void a_create_of_what_is_there_already_is_answered_with_it_or_refused() {
        api.fail(
                "POST",
                new TestApi.Fault.Status(409, Map.of(), "taken"),
                new TestApi.Fault.Status(409, Map.of(), "taken"));
        var id = api.add(FIELDS, START);

        assertThat(write(new Create("g-1", FIELDS)))
                .isInstanceOfSatisfying(
                        Written.class, it -> assertThat(it.now().localId()).isEqualTo(id));
        assertThat(write(new Create("g-2", Map.of("name", NEW, "external_id", Value.text("g-2")))))
                .isInstanceOfSatisfying(
                        WriteOutcome.Collides.class,
                        it -> assertThat(it.reason()).contains("taken"));
    }

    private WriteOutcome write(Write write) {
        return rich.system().write(rich.resource(), List.of(write)).getFirst();
    }

    private static LocalRecord present(RestStage stage, String id) {
        return Objects.requireNonNull(
                stage.system().fetch(stage.resource(), List.of(id)).get(id));
    }

    private static TestApi.Fault status(int status) {
        return new TestApi.Fault.Status(status, Map.of(), "");
    }
}
