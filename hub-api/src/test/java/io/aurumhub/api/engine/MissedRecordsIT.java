package io.aurumhub.api.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.adapter.postgres.WorkQueries.QuarantineView;
import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.Value;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A delivery does not find its record under the key that it had. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class MissedRecordsIT extends KeyChangesStage {

    private static final String SCANS = ", scanDeletes: 1ms";

    private GoldenRecordId ann = GoldenRecordId.parse("01970000-0000-7000-8000-000000000001");

    private void begin(String scans) {
        stage.close();
        stage = HubStage.of(FILE.replace(SCANS, scans));
        ann = annInBoth();
    }

    /** Ann moves in crm, and the shop is to hear of it, before the shop is read again. */
    private void annMovesInCrm() {
        crm().put("crm-people", "3", Map.of("c", Value.text("Köln")));
        stage.run("crm-people");
        stage.deliver();
    }

    private void annMovesInShop() {
        shop().put("shop-people", "S-1", Map.of("city", Value.text("Köln")));
        stage.run("shop-people");
        stage.deliver();
    }

    private PaperSystem shop() {
        return stage.system("shop");
    }

    @Nested
    class Since_it_has_another_one {

        @ParameterizedTest
        @ValueSource(strings = {SCANS, ""})
        void it_is_deleted_nowhere_and_written_under_that(String scans) {
            begin(scans);
            shop().rename("shop-people", "S-1", "S-9");

            annMovesInCrm();

            assertThat(crm().rows("crm-people")).containsOnlyKeys("3");
            assertThat(shop().rows("shop-people")).containsOnlyKeys("S-9");
            assertThat(stage.quarantine()).extracting(QuarantineView::localId).containsExactly("S-1");
            assertThat(stage.queries().status().status().converged()).isFalse();
            settle();
            assertThat(stage.record("shop-people", "S-9")).isEqualTo(ann);
            assertThat(shop().rows("shop-people").get("S-9"))
                    .containsEntry("city", Value.text("Köln"))
                    .containsEntry("note", Value.text("vip"));
            assertThat(crm().rows("crm-people")).containsOnlyKeys("3");
            assertThat(history(ann)).containsExactly("shop S-1 S-9");
            assertSettled(1);
        }

        @Test
        void which_no_poll_shows_it_is_found_by_its_keys() {
            begin("");
            shop().rename("shop-people", "S-1", "S-9");
            shop().hidesFromPolls("S-9");

            annMovesInCrm();
            settle();
            shop().hidesFromPolls();

            assertThat(stage.record("shop-people", "S-9")).isEqualTo(ann);
            assertThat(crm().rows("crm-people")).containsOnlyKeys("3");
            assertSettled(1);
        }

        @Test
        void or_one_of_two_a_steward_is_asked() {
            begin("");
            shop().rename("shop-people", "S-1", "S-8");
            shop().put("shop-people", "S-9", Map.of("name", Value.text("Ann")));

            annMovesInCrm();
            settle();

            assertThat(crm().rows("crm-people")).containsOnlyKeys("3");
            assertThat(stage.record("shop-people", "S-1")).isEqualTo(ann);
            assertThat(stage.quarantine())
                    .extracting(QuarantineView::localId)
                    .containsExactlyInAnyOrder("S-1", "S-8", "S-9");
            var why = Provenance.of("steward:kim").because("asked the owner");
            stage.hub.quarantineReview().same(question("S-8").number(), null, why);
            settle();
            assertThat(stage.record("shop-people", "S-8")).isEqualTo(ann);
            assertThat(shop().rows("shop-people").get("S-8")).containsEntry("city", Value.text("Köln"));
            assertThat(stage.quarantine()).isEmpty();
        }
    }

    @Nested
    class Since_it_is_deleted {

        @ParameterizedTest
        @ValueSource(strings = {SCANS, ""})
        void that_is_carried_out_once_the_system_was_read(String scans) {
            begin(scans);
            crm().remove("crm-people", "3");

            annMovesInShop();

            assertThat(shop().rows("shop-people")).containsOnlyKeys("S-1");
            settle();
            assertThat(shop().rows("shop-people")).isEmpty();
            assertThat(stage.quarantine()).isEmpty();
            assertThat(stage.hub.replays().verify().identical()).isTrue();
        }

        @Test
        void a_steward_need_not_wait_for_the_read() {
            begin("");
            crm().remove("crm-people", "3");
            annMovesInShop();

            var why = Provenance.of("steward:kim").because("deleted it myself");
            stage.hub.quarantineReview().releaseAll(null, null, why);
            assertThat(stage.quarantine()).hasSize(1);
            stage.hub.quarantineReview().release(question("3").number(), Map.of(), why);
            stage.deliver();

            assertThat(shop().rows("shop-people")).isEmpty();
            assertThat(stage.quarantine()).isEmpty();
        }

        @Test
        void and_so_are_too_many_they_are_held() {
            begin("");
            IntStream.range(0, 60).forEach(number -> person("p" + number, "N" + number));
            settle();
            IntStream.range(0, 60).forEach(number -> crm().remove("crm-people", "p" + number));
            shop().rows("shop-people")
                    .keySet()
                    .forEach(key -> shop().put("shop-people", key, Map.of("city", Value.text("Köln"))));
            stage.run("shop-people");
            stage.deliver();

            assertThatThrownBy(() -> stage.run("crm-people"))
                    .isInstanceOf(PermanentFault.class)
                    .hasMessageContaining("held: 60 of 61");
            assertThat(shop().rows("shop-people")).hasSize(61);
        }
    }

    @Nested
    class But_it_is_there_again {

        @ParameterizedTest
        @ValueSource(strings = {SCANS, ""})
        void nothing_has_happened(String scans) {
            begin(scans);
            var row = Objects.requireNonNull(crm().rows("crm-people").get("3"));
            crm().remove("crm-people", "3");
            annMovesInShop();
            crm().put("crm-people", "3", row);
            crm().hidesFromPolls("3");

            stage.run("crm-people");
            stage.waitLong();
            settle();
            crm().hidesFromPolls();

            assertThat(stage.record("crm-people", "3")).isEqualTo(ann);
            assertThat(crm().rows("crm-people").get("3")).containsEntry("c", Value.text("Köln"));
            assertSettled(1);
        }
    }
}
