package io.aurumhub.api.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.adapter.postgres.Slice;
import io.aurumhub.adapter.postgres.WorkQueries.ConflictFilter;
import io.aurumhub.adapter.postgres.WorkQueries.ConflictView;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.Value;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Two systems that, some time after each write, give the name a form of their own: one in capitals, one in small. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class FlappingIT {

    private static final String HUB = """
        systems:
          crm: { rank: 1, connector: { type: jdbc, url: "jdbc:sqlite:crm.db" } }
          shop: { rank: 2, connector: { type: rest, baseUrl: "http://127.0.0.1:9" } }
          store: { rank: 3, connector: { type: rest, baseUrl: "http://127.0.0.1:9" } }
        entities:
          item: { fields: { name: string, city: string }%s }
        syncs:
          crm-items:
            { system: crm, entity: item, resource: { table: item, key: id }, fields: { name: name, city: city } }
          shop-items:
            { system: shop, entity: item, resource: { path: /items, key: id }, fields: { name: name, city: city } }
          store-items:
            { system: store, entity: item, resource: { path: /items, key: id }, fields: { name: name, city: city } }
        """;
    private static final Provenance KIM = Provenance.of("kim");
    private static final int MOST_ROUNDS = 20;

    private HubStage stage = HubStage.of(HUB.formatted(""));
    private Map<String, UnaryOperator<String>> habits =
            Map.of("crm", text -> text.toUpperCase(Locale.ROOT), "shop", text -> text.toLowerCase(Locale.ROOT));

    @AfterEach
    void close() {
        stage.close();
    }

    /** Writes, rewritings and reads in turns, until nothing happens any more. */
    private void play() {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            int written = stage.deliver();
            long rewritten = List.of("crm", "shop", "store").stream()
                    .filter(this::rewrites)
                    .count();
            if (written == 0 && rewritten == 0) {
                stage.assertQuiet();
                return;
            }
        }
        throw new AssertionError("They go on: " + conflicts(null));
    }

    private boolean rewrites(String system) {
        var habit = habits.getOrDefault(system, text -> text);
        var sync = system + "-items";
        boolean any = false;
        for (var row : stage.system(system).rows(sync).entrySet()) {
            var name = String.valueOf(row.getValue().get("name"));
            if (!habit.apply(name).equals(name)) {
                stage.edit(sync, row.getKey(), Map.of("name", habit.apply(name)));
                any = true;
            }
        }
        return any;
    }

    private List<ConflictView> conflicts(@Nullable String state) {
        return stage.queries()
                .work()
                .conflicts(new ConflictFilter(null, state, null, null), Slice.Wanted.first(50))
                .items();
    }

    private long updates(String system) {
        return stage.system(system).writes().stream()
                .filter(Write.Update.class::isInstance)
                .count();
    }

    private static GoldenRecordId record(ConflictView conflict) {
        return new GoldenRecordId(conflict.record());
    }

    private ConflictView parked() {
        stage.edit("crm-items", "1", Map.of("name", "BOB", "city", "Bonn"));
        play();
        var open = conflicts("open");
        assertThat(open).hasSize(1);
        return open.getFirst();
    }

    @Test
    void they_are_parked_after_three_rounds_and_the_steward_sees_it() {
        var conflict = parked();

        assertThat(conflict.rule())
                .isEqualTo("flapping: crm and shop set it back and forth 3 times: BOB, bob; a steward decides");
        assertThat(conflict.field()).isEqualTo("name");
        assertThat(conflict.loser().system()).isEqualTo("crm");
        assertThat(conflict.loser().value()).isEqualTo(Value.text("BOB"));
        assertThat(stage.golden("item")).containsEntry("name", Value.text("bob"));
        assertThat(stage.row("crm-items")).containsEntry("name", Value.text("BOB"));
        assertThat(updates("crm")).isLessThanOrEqualTo(3);
        assertThat(updates("shop")).isLessThanOrEqualTo(3);
        assertThat(updates("store")).isLessThanOrEqualTo(3);
        assertThat(stage.hub.replays().verify().identical()).isTrue();
    }

    @Test
    void all_other_fields_flow_on_both_ways() {
        parked();

        stage.edit("crm-items", "1", Map.of("city", "Köln"));
        play();
        assertThat(stage.row("shop-items")).containsEntry("city", Value.text("Köln"));

        stage.edit("shop-items", "shop-1", Map.of("city", "Ulm"));
        play();
        assertThat(stage.row("crm-items"))
                .containsEntry("city", Value.text("Ulm"))
                .containsEntry("name", Value.text("BOB"));
        assertThat(conflicts("open")).hasSize(1);
    }

    @Test
    void upheld_it_is_written_once_and_parked_again_at_once_if_the_system_goes_on() {
        var conflict = parked();
        long before = updates("crm");

        stage.hub.stewardship().uphold(record(conflict), conflict.revision(), "name", KIM);
        play();

        assertThat(updates("crm")).isEqualTo(before + 1);
        assertThat(conflicts("upheld")).hasSize(1);
        assertThat(conflicts("open"))
                .singleElement()
                .satisfies(again -> assertThat(again.rule()).contains("again, though a steward had decided"));
        assertThat(stage.hub.replays().verify().identical()).isTrue();
    }

    @Test
    void upheld_it_is_over_if_the_system_gives_in() {
        var conflict = parked();
        habits = Map.of();

        stage.hub.stewardship().uphold(record(conflict), conflict.revision(), "name", KIM);
        play();

        assertThat(stage.row("crm-items")).containsEntry("name", Value.text("bob"));
        assertThat(conflicts("open")).isEmpty();
    }

    @Test
    void overturned_the_other_one_is_written_and_parked_at_once() {
        var conflict = parked();

        stage.hub.stewardship().overturn(record(conflict), conflict.revision(), "name", KIM);
        play();

        assertThat(stage.golden("item")).containsEntry("name", Value.text("BOB"));
        assertThat(conflicts("open"))
                .singleElement()
                .satisfies(again -> assertThat(again.loser().system()).isEqualTo("shop"));
    }

    @Test
    void pinned_both_are_told_once_and_left_as_they_are() {
        var conflict = parked();

        stage.hub.stewardship().pin(record(conflict), "name", Value.text("Bob"), null, KIM);
        play();

        assertThat(stage.row("store-items")).containsEntry("name", Value.text("Bob"));
        assertThat(conflicts("upheld")).hasSize(1);
        assertThat(conflicts("open"))
                .extracting(again -> again.loser().system())
                .containsExactlyInAnyOrder("crm", "shop");
        assertThat(stage.hub.replays().verify().identical()).isTrue();
    }

    @Test
    void a_new_value_starts_afresh() {
        parked();
        habits = Map.of();

        stage.edit("store-items", "store-1", Map.of("name", "Robert"));
        play();

        assertThat(stage.row("crm-items")).containsEntry("name", Value.text("Robert"));
        assertThat(conflicts("open")).isEmpty();
        assertThat(conflicts("superseded")).hasSize(1);
        assertThat(stage.hub.replays().verify().identical()).isTrue();
    }

    @Test
    void a_system_that_rewrites_what_another_owns_is_parked_too() {
        stage.close();
        stage = HubStage.of(HUB.formatted(", policy: { owner: crm }"));
        habits = Map.of("shop", text -> text.toLowerCase(Locale.ROOT));

        var conflict = parked();

        assertThat(conflict.rule())
                .isEqualTo("flapping: shop keeps setting it back 3 times: bob"
                        + " (owner: only crm may change it, not shop); a steward decides");
        assertThat(stage.system("shop").writes()).hasSize(3);
        assertThat(stage.golden("item")).containsEntry("name", Value.text("BOB"));
        assertThat(Objects.requireNonNull(stage.row("shop-items").get("name"))).isEqualTo(Value.text("bob"));
    }

    @Test
    void the_file_may_allow_fewer_rounds() {
        stage.close();
        stage = HubStage.of(HUB.formatted(", flapping: { rounds: 2, within: 1h }"));

        assertThat(parked().rule()).contains("2 times");
        assertThat(updates("crm")).isLessThanOrEqualTo(2);
        assertThat(updates("shop")).isLessThanOrEqualTo(2);
    }
}
