package io.aurumhub.adapter.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.connector.WriteOutcome.Collides;
import io.aurumhub.core.connector.WriteOutcome.Overtaken;
import io.aurumhub.core.connector.WriteOutcome.Refused;
import io.aurumhub.core.connector.WriteOutcome.Unheard;
import io.aurumhub.core.connector.WriteOutcome.Written;
import io.aurumhub.core.shared.Value;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the connector makes of answers that are not the system's own, but those of something on the way to it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class BadSpellsIT {

    private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");
    private static final Value OLD = Value.text("old");
    private static final Value NEW = Value.text("new");
    private static final Set<WayInBetween.Spell> SAID_OF_DELETES = EnumSet.of(
            WayInBetween.Spell.NOTHING,
            WayInBetween.Spell.NO_CONTENT,
            WayInBetween.Spell.EMPTY_LIST_THAT_CALLS_ITSELF_A_PAGE);
    private static final String SINGLE = "/api/customers/";

    private final RestStage stage =
            RestStage.of(TestApi.Habits.usual(TestApi.Pages.WHOLE), Map.of("changed", "updated_at"));
    private final TestApi api = stage.api();
    private WayInBetween way;
    private RestSystem system;
    private String id;

    @BeforeEach
    void put_the_proxy_between() throws IOException {
        way = new WayInBetween(URI.create(api.baseUrl()).resolve("/"));
        system = RestStage.systemAt(way.address() + "/api", Map.of());
        id = stage.add(Map.of("name", Value.text("first"), "external_id", Value.text("g-0")), START);
        stage.add(Map.of("name", Value.text("another")), START);
        assertThat(system.keys(stage.resource())).hasSize(2);
        assertThat(write(new Write.Update(id, Map.of("name", OLD), Map.of(), null)))
                .isInstanceOf(Written.class);
    }

    @AfterEach
    void close() {
        system.close();
        way.close();
        stage.close();
    }

    @ParameterizedTest
    @EnumSource
    void no_read_takes_them_for_records_or_for_none(WayInBetween.Spell spell) {
        way.casts(spell);

        assertUnread(() -> system.keys(stage.resource()));
        assertUnread(() -> system.read(stage.resource(), null, Duration.ZERO, 100));
        assertUnread(() -> system.fetch(stage.resource(), List.of(id)));
        assertUnread(() -> system.find(stage.resource(), Map.of("external_id", Value.text("g-0"))));

        way.lifts();
        assertThat(system.keys(stage.resource())).hasSize(2);
        assertThat(system.fetch(stage.resource(), List.of(id))).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void no_write_is_refused_or_done_by_them(WayInBetween.Spell spell) {
        for (var write : List.of(update(), create("g-1"), delete())) {
            way.casts(spell);
            assertThat(tried(write)).as("%s", write).isTrue();
            way.lifts();

            assertThat(api.row(id)).containsEntry("name", OLD).doesNotContainKey("deleted_at");
        }
        assertThat(write(update())).isInstanceOf(Written.class);
        assertThat(write(create("g-1"))).isInstanceOf(Written.class);
        assertThat(write(new Write.Delete(id, Map.of("name", NEW), null))).isInstanceOf(Written.class);
        assertThat(api.count()).isEqualTo(3);
    }

    /** True if it ended as a fault of the way; nothing else may come of it. */
    private boolean tried(Write write) {
        try {
            return write(write) instanceof Unheard;
        } catch (TransientFault expected) {
            return true;
        }
    }

    /** Reading works all the time. */
    @ParameterizedTest
    @EnumSource
    void no_write_is_refused_or_done_by_them_though_only_writes_meet_them(WayInBetween.Spell spell) {
        // that a delete was done is said by nothing at all: it is refused where the record is still there
        boolean usual = SAID_OF_DELETES.contains(spell);
        for (var write : usual ? List.of(update(), create("g-1")) : List.of(update(), create("g-1"), delete())) {
            way.casts(spell, request -> !request.startsWith("GET"));
            assertThat(isSettled(write)).as("%s", write).isFalse();
            way.lifts();

            assertThat(api.row(id)).containsEntry("name", OLD).doesNotContainKey("deleted_at");
        }
        assertThat(write(update())).isInstanceOf(Written.class);
    }

    private boolean isSettled(Write write) {
        try {
            var outcome = write(write);
            return outcome instanceof Refused || outcome instanceof Written || outcome instanceof Overtaken;
        } catch (TransientFault | PermanentFault later) {
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_write_whose_record_cannot_be_read_back_is_looked_up_later(WayInBetween.Spell spell) throws IOException {
        try (var quiet = RestStage.poor(TestApi.Pages.WHOLE, "patch");
                var between = new WayInBetween(URI.create(quiet.api().baseUrl()).resolve("/"));
                var client = RestStage.systemAt(between.address() + "/api", Map.of())) {
            assertThat(client.keys(quiet.resource())).isEmpty();
            var name = quiet.add(Map.of("name", OLD), START);
            assertThat(client.keys(quiet.resource())).containsExactly(name);
            var update = new Write.Update(name, Map.of("name", NEW), Map.of("name", OLD), null);
            quiet.api().after("PATCH", () -> between.casts(spell));

            var outcome = client.write(quiet.resource(), List.of(update)).getFirst();

            assertThat(outcome).isEqualTo(new Unheard(((Unheard) outcome).reason(), true));
            between.lifts();
            assertThat(client.write(quiet.resource(), List.of(update)).getFirst())
                    .isInstanceOfSatisfying(
                            Overtaken.class,
                            found -> assertThat(String.valueOf(found.now())).contains("new"));

            quiet.api().after("POST", () -> between.casts(spell));
            var create = create("g-9");
            assertThat(client.write(quiet.resource(), List.of(create)).getFirst())
                    .isInstanceOf(Unheard.class);
            between.lifts();
            assertThat(client.find(quiet.resource(), Map.of("external_id", Value.text("g-9"))))
                    .hasSize(1);
        }
    }

    /** The list is there, so it is the system that has no such record, in whatever form it says so. */
    @ParameterizedTest
    @EnumSource(names = {"NOT_FOUND_PAGE", "NOT_FOUND_TEXT", "NOT_FOUND_EMPTY", "NOT_FOUND_JSON", "GONE_PAGE"})
    void a_record_that_is_not_there_while_the_list_is_there_is_gone(WayInBetween.Spell form) {
        way.casts(form, request -> request.startsWith("GET " + SINGLE));

        assertThat(system.fetch(stage.resource(), List.of(id))).isEmpty();
        assertThat(write(update())).isEqualTo(new Overtaken(null));
        assertThat(write(delete())).isInstanceOf(Written.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"NOT_FOUND_PAGE", "NOT_FOUND_TEXT", "NOT_FOUND_EMPTY", "NOT_FOUND_JSON", "GONE_PAGE"})
    void a_record_is_not_gone_if_it_is_there_when_the_spell_is_over(WayInBetween.Spell form) {
        way.casts(form, request -> request.startsWith("GET " + SINGLE), 1);
        assertThat(system.fetch(stage.resource(), List.of(id))).hasSize(1);

        way.casts(form, request -> request.startsWith("PATCH"), 1);
        assertThat(write(update())).isInstanceOf(Unheard.class);

        way.casts(form, request -> request.startsWith("GET " + SINGLE), 1);
        assertThat(write(update())).isInstanceOf(Written.class);
    }

    @Test
    void the_system_is_taken_at_its_word_when_it_refuses() {
        var negative = Map.<String, Value>of("points", Value.number(-1));

        assertThat(write(new Write.Update(id, negative, Map.of(), null))).isInstanceOf(Refused.class);
        assertThat(write(new Write.Create("g-1", negative))).isInstanceOf(Refused.class);
        for (int status : List.of(400, 409, 413, 422)) {
            api.fail("PATCH", new TestApi.Fault.Status(status, Map.of(), "points must not be that"));
            var reason = status + ": points must not be that";
            // what another record may have to do with is told apart; whether one has, is known further up
            assertThat(write(update()))
                    .isEqualTo(status == 409 ? new Collides(reason, Set.of(), null) : new Refused(reason));
        }
        api.fail("PATCH", new TestApi.Fault.Status(422, Map.of("Content-Type", "text/html"), "<h1>too short</h1>"));
        assertThat(write(update())).isInstanceOf(Refused.class);
    }

    @Test
    void what_was_stored_counts_whatever_the_answer_looks_like() {
        api.after("PATCH", () -> way.casts(WayInBetween.Spell.LOGIN_PAGE, request -> request.startsWith("PATCH")));
        assertThat(write(update())).isInstanceOf(Written.class);
        way.lifts();
        api.edit(id, Map.of("name", OLD), START);

        var stored = new TestApi.Fault.Status(200, Map.of("Content-Type", "text/html"), "<p>saved</p>");
        api.before("GET", () -> api.edit(id, Map.of("name", OLD), START));
        api.before("GET", () -> api.edit(id, Map.of("name", NEW), START));
        api.fail("PATCH", stored);
        assertThat(write(update())).isInstanceOf(Written.class);
    }

    @Test
    void a_batch_is_not_sent_on_once_the_way_is_shut() {
        var writes = new ArrayList<Write>();
        for (int i = 0; i < 100; i++) {
            writes.add(create("g-" + (i + 10)));
        }
        way.casts(WayInBetween.Spell.LOGIN_PAGE);

        var outcomes = outcomes(writes);

        assertThat(outcomes == null || outcomes.stream().allMatch(Unheard.class::isInstance))
                .isTrue();
        assertThat(way.struck()).as("requests").isLessThan(40);
        assertThat(api.count()).isEqualTo(2);
    }

    private @Nullable List<WriteOutcome> outcomes(List<Write> writes) {
        try {
            return system.write(stage.resource(), writes);
        } catch (TransientFault expected) {
            return null;
        }
    }

    @Test
    void a_page_is_named_by_its_title_and_not_poured_out() {
        way.casts(WayInBetween.Spell.FORBIDDEN_PAGE);

        assertThatThrownBy(() -> system.keys(stage.resource()))
                .isInstanceOf(TransientFault.class)
                .hasMessageContaining("403: a web page ('Example Proxy')")
                .hasMessageNotContaining("<");
    }

    private Write update() {
        return new Write.Update(id, Map.of("name", NEW), Map.of("name", OLD), null);
    }

    private Write delete() {
        return new Write.Delete(id, Map.of("name", OLD), null);
    }

    private static Write create(String key) {
        return new Write.Create(key, Map.of("name", NEW, "external_id", Value.text(key)));
    }

    private WriteOutcome write(Write write) {
        return system.write(stage.resource(), List.of(write)).getFirst();
    }

    private static void assertUnread(org.assertj.core.api.ThrowableAssert.ThrowingCallable read) {
        assertThatThrownBy(read).isInstanceOfAny(TransientFault.class, PermanentFault.class);
    }
}
