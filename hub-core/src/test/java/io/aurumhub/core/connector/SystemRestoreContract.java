package io.aurumhub.core.connector;

import static io.aurumhub.core.connector.Outcomes.assertGone;
import static io.aurumhub.core.connector.Outcomes.assertRefused;
import static io.aurumhub.core.connector.Outcomes.overtaken;
import static io.aurumhub.core.connector.Outcomes.written;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.connector.Write.Restore;
import io.aurumhub.core.shared.Value;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The part of {@link SystemWriterContract} that is about records that come back; run that one. */
@DisplayNameGeneration(ReplaceUnderscores.class)
abstract class SystemRestoreContract extends SystemBatchContract {

    @Nested
    class A_restore {
        private String id;
        private LocalRecord known;

        @BeforeEach
        void put_a_record_there() {
            id = stage.add(Map.of("name", OLD, "email", Value.text("a@b.example"), "points", Value.number(1)), START);
            known = present(id);
        }

        /** The mark is set, if the system has one; answers the record as it is seen then. */
        private LocalRecord removed() {
            stage.remove(id, START.plusSeconds(1));
            return stage.can(Ability.TOMBSTONES) ? present(id) : known;
        }

        private Restore restore(Map<String, Value> changes, LocalRecord seen) {
            return new Restore(id, changes, changes.isEmpty() ? Map.of() : Map.of("name", OLD), seen.version());
        }

        @Test
        void brings_back_what_is_marked_and_changes_what_it_names() {
            var seen = removed();

            var outcome = write(restore(Map.of("name", NEW), seen));

            if (stage.can(Ability.TOMBSTONES)) {
                assertThat(written(outcome).deleted()).isFalse();
                assertThat(written(outcome).localId()).isEqualTo(id);
                assertThat(written(outcome).fields())
                        .containsEntry("name", NEW)
                        .containsEntry("email", Value.text("a@b.example"));
                assertThat(present(id).fields()).isEqualTo(written(outcome).fields());
                assertThat(stage.reader().keys(stage.resource())).containsExactly(id);
            } else {
                assertGone(outcome);
            }
        }

        @Test
        void with_nothing_to_change_takes_the_mark_away() {
            var outcome = write(restore(Map.of(), removed()));

            if (stage.can(Ability.TOMBSTONES)) {
                assertThat(written(outcome).fields()).containsEntry("name", OLD);
                assertThat(present(id).deleted()).isFalse();
            } else {
                assertGone(outcome);
            }
        }

        @Test
        void is_overtaken_when_an_expected_field_differs() {
            stage.edit(id, Map.of("name", Value.text("edited")), START.plusSeconds(1));
            removed();

            var outcome = write(new Restore(id, Map.of("name", NEW), Map.of("name", OLD), null));

            if (stage.can(Ability.TOMBSTONES)) {
                assertThat(overtaken(outcome).fields()).containsEntry("name", Value.text("edited"));
                assertThat(present(id).deleted()).isTrue();
            } else {
                assertGone(outcome);
            }
        }

        @Test
        void is_overtaken_by_a_record_that_is_not_marked_also_by_itself() {
            assertThat(overtaken(write(restore(Map.of("name", NEW), known))).fields())
                    .containsEntry("name", OLD);

            var restore = restore(Map.of("name", NEW), removed());
            write(restore);

            if (stage.can(Ability.TOMBSTONES)) {
                assertThat(overtaken(write(restore)).fields()).containsEntry("name", NEW);
            } else {
                assertGone(write(restore));
            }
        }

        @Test
        void is_overtaken_by_nothing_where_there_is_none() {
            assertGone(write(new Restore("no such key", Map.of("name", NEW), Map.of(), null)));
        }

        @Test
        void that_the_system_refuses_leaves_the_mark() {
            var seen = removed();

            var outcome = write(new Restore(
                    id, Map.of("points", Value.number(-1)), Map.of("points", Value.number(1)), seen.version()));

            if (stage.can(Ability.TOMBSTONES)) {
                assertRefused(outcome, "points");
                assertThat(present(id).deleted()).isTrue();
            } else {
                assertGone(outcome);
            }
        }
    }
}
