package io.aurumhub.adapter.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.connector.WriteOutcome.Overtaken;
import io.aurumhub.core.connector.WriteOutcome.Refused;
import io.aurumhub.core.connector.WriteOutcome.Written;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.Value;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers that take patches of one content type only, and say of others that all is well, or that they are wrong. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class PatchTypesIT {

    private static final String PLAIN = "application/json";
    private static final String MERGE = "application/merge-patch+json";

    private @Nullable DeafApi api;
    private @Nullable RestSystem system;
    private Resource resource = resource(Map.of());

    private DeafApi api(DeafApi.Habit habit, String... reads) throws IOException {
        return api(habit, Set.of(), reads);
    }

    private DeafApi api(DeafApi.Habit habit, Set<String> ignored, String... reads) throws IOException {
        var made = new DeafApi(habit, Set.of(reads), ignored);
        api = made;
        system = RestStage.systemAt(made.baseUrl(), Map.of("timeout", "20s")); // for a busy machine
        made.put("1", Map.of("title", Value.text("old"), "views", Value.number(1)));
        made.put("2", Map.of("title", Value.text("old")));
        return made;
    }

    private static Resource resource(Map<String, String> more) {
        var settings = new HashMap<String, Value>(Map.of("path", Value.text("/posts")));
        more.forEach((name, value) -> settings.put(name, Value.text(value)));
        return new Resource(new SyncId("shop-posts"), settings, Set.of("title", "views"));
    }

    @AfterEach
    void close() {
        if (system != null) {
            system.close();
        }
        if (api != null) {
            api.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_other_type_is_tried_once_and_kept(DeafApi.Habit habit) throws IOException {
        var shelf = api(habit, PLAIN);

        assertThat(title("1", "old", "new")).isInstanceOf(Written.class);
        assertThat(title("2", "old", "new")).isInstanceOf(Written.class);

        assertThat(shelf.post("1")).containsEntry("title", Value.text("new")).containsEntry("views", Value.number(1));
        assertThat(shelf.post("2")).containsEntry("title", Value.text("new"));
        assertThat(shelf.patches).containsExactly(MERGE, PLAIN, PLAIN);
        assertThat(advice()).contains("Set patchType: application/json").contains("not take patches as " + MERGE);
    }

    @ParameterizedTest
    @EnumSource
    void so_it_is_where_the_plain_type_is_set_and_the_other_one_read(DeafApi.Habit habit) throws IOException {
        var shelf = api(habit, MERGE);
        resource = resource(Map.of("patchType", PLAIN));

        assertThat(title("1", "old", "new")).isInstanceOf(Written.class);

        assertThat(shelf.patches).containsExactly(PLAIN, MERGE);
        assertThat(advice()).contains("Set patchType: " + MERGE);
    }

    @Test
    void a_type_of_its_own_gives_way_to_the_plain_one() throws IOException {
        var shelf = api(DeafApi.Habit.ANSWERS_WITH_NOTHING, PLAIN);
        resource = resource(Map.of("patchType", "application/vnd.api+json"));

        assertThat(title("1", "old", "new")).isInstanceOf(Written.class);
        assertThat(shelf.patches).containsExactly("application/vnd.api+json", PLAIN);
    }

    /** Equal to the eye of one that looks for a form of the system's own, and not taken all the same. */
    @ParameterizedTest
    @CsvSource({"ann,Ann", "Ann,Anna", "Anna,Ann", "ann,Änn"})
    void so_it_is_for_values_that_could_be_forms_of_each_other(String old, String now) throws IOException {
        var shelf = api(DeafApi.Habit.ANSWERS_WITH_THE_OLD_RECORD, PLAIN);
        shelf.put("1", Map.of("title", Value.text(old)));

        assertThat(title("1", old, now)).isInstanceOf(Written.class);
        assertThat(shelf.post("1")).containsEntry("title", Value.text(now));
    }

    @Test
    void a_system_that_takes_neither_is_told_so_and_what_to_set() throws IOException {
        var shelf = api(DeafApi.Habit.ANSWERS_WITH_THE_OLD_RECORD);

        for (int i = 0; i < 2; i++) {
            assertThat(title("1", "old", "new"))
                    .isInstanceOfSatisfying(
                            Written.class,
                            it -> assertThat(it.now().fields()).containsEntry("title", Value.text("old")));
        }

        assertThat(shelf.patches).containsExactly(MERGE, PLAIN, MERGE, PLAIN);
        assertThat(advice()).contains("neither").contains("syncs.shop-posts.resource.patchType", "update: put");
    }

    @Test
    void a_type_that_nobody_takes_is_a_matter_of_settings_and_refuses_no_record() throws IOException {
        api(DeafApi.Habit.SAYS_THAT_THE_TYPE_IS_UNKNOWN);
        assertThatThrownBy(() -> title("1", "old", "new"))
                .isInstanceOf(PermanentFault.class)
                .hasMessageContaining("415")
                .hasMessageContaining("update: put");
    }

    @Test
    void a_server_of_json_patches_says_so_and_is_not_tried_again() throws IOException {
        var shelf = api(DeafApi.Habit.SAYS_WHICH_TYPES_IT_TAKES, "application/json-patch+json");

        assertThatThrownBy(() -> title("1", "old", "new"))
                .isInstanceOf(PermanentFault.class)
                .hasMessageContaining("it takes application/json-patch+json")
                .hasMessageContaining("update: put");
        assertThat(shelf.patches).containsExactly(MERGE);
    }

    @Test
    void a_part_that_is_ignored_is_no_reason_to_try_another_type() throws IOException {
        var shelf = api(DeafApi.Habit.ANSWERS_WITH_NOTHING, Set.of("views"), MERGE, PLAIN);

        var both = Map.<String, Value>of("title", Value.text("new"), "views", Value.number(2));
        var old = Map.<String, Value>of("title", Value.text("old"), "views", Value.number(1));
        assertThat(write(new Write.Update("1", both, old, null))).isInstanceOf(Written.class);

        assertThat(shelf.patches).containsExactly(MERGE);
        assertThat(advice()).isEmpty();
    }

    @Test
    void one_field_that_is_never_taken_spoils_nothing_for_the_others() throws IOException {
        var shelf = api(DeafApi.Habit.ANSWERS_WITH_NOTHING, Set.of("views"), PLAIN);
        var views = new Write.Update("1", Map.of("views", Value.number(2)), Map.of("views", Value.number(1)), null);

        assertThat(write(views)).isInstanceOf(Written.class);
        assertThat(shelf.post("1")).containsEntry("views", Value.number(1));
        assertThat(title("1", "old", "new")).isInstanceOf(Written.class);
        assertThat(shelf.post("1")).containsEntry("title", Value.text("new"));
    }

    /** The second patch brings the same content, so what it meets decides, whichever of the two was taken. */
    @Test
    void a_server_that_is_late_loses_nothing() throws IOException {
        var shelf = api(DeafApi.Habit.ANSWERS_WITH_THE_OLD_RECORD);
        shelf.afterPatch(() -> Thread.startVirtualThread(() -> {
            java.util.concurrent.locks.LockSupport.parkNanos(700_000_000L);
            shelf.put("1", Map.of("title", Value.text("new")));
        }));

        var outcome = title("1", "old", "new");

        assertThat(outcome instanceof Written || outcome instanceof Overtaken).isTrue();
        await().untilAsserted(() -> assertThat(shelf.post("1")).containsEntry("title", Value.text("new")));
        var last = title("1", "old", "new");
        assertThat(last).isInstanceOf(Overtaken.class);
        assertThat(shelf.post("1")).containsEntry("title", Value.text("new")).containsEntry("views", Value.number(1));
    }

    @Test
    void an_edit_between_the_two_is_not_overwritten() throws IOException {
        var shelf = api(DeafApi.Habit.ANSWERS_WITH_THE_OLD_RECORD, PLAIN);
        shelf.afterPatch(() -> shelf.put("1", Map.of("title", Value.text("theirs"))));

        assertThat(title("1", "old", "new")).isInstanceOf(Overtaken.class);
        assertThat(shelf.post("1")).containsEntry("title", Value.text("theirs"));
    }

    @Test
    void a_refusal_stays_a_refusal_in_the_systems_words() throws IOException {
        api(DeafApi.Habit.MISSES_WHAT_SHOULD_STAND_IN_IT);

        assertThat(title("1", "old", "new"))
                .isInstanceOfSatisfying(
                        Refused.class, it -> assertThat(it.reason()).contains("param is missing: post"));
    }

    /** The first answer after a start, so no type is proven yet. */
    @ParameterizedTest
    @CsvSource({"400", "422"})
    void a_refusal_by_a_server_that_takes_the_type_is_about_the_record(int status) {
        try (var stage = RestStage.rich(TestApi.Pages.WHOLE)) {
            var old = Map.<String, Value>of("name", Value.text("a"));
            var id = stage.add(old, Instant.parse("2026-01-31T12:00:00Z"));
            stage.api().fail("PATCH", new TestApi.Fault.Status(status, Map.of("Accept-Patch", MERGE), "no such day"));
            var update = new Write.Update(id, Map.of("name", Value.text("b")), old, null);

            var outcome =
                    stage.writer().write(stage.resource(), List.of(update)).getFirst();

            assertThat(outcome).isEqualTo(new Refused(status + ": no such day"));
        }
    }

    private String advice() {
        return system == null ? "" : system.advice(resource).orElse("");
    }

    private WriteOutcome title(String id, String from, String to) {
        return write(new Write.Update(id, Map.of("title", Value.text(to)), Map.of("title", Value.text(from)), null));
    }

    private WriteOutcome write(Write write) {
        return java.util.Objects.requireNonNull(system)
                .write(resource, List.of(write))
                .getFirst();
    }
}
