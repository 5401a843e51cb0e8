package io.aurumhub.core.record;

import static io.aurumhub.core.record.DefinitionsFixture.CRM;
import static io.aurumhub.core.record.DefinitionsFixture.SHOP;
import static io.aurumhub.core.record.DefinitionsFixture.WAREHOUSE;
import static io.aurumhub.core.record.GoldenRecordRulesTest.changed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.core.record.GoldenRecordEvent.ConflictOverturned;
import io.aurumhub.core.record.GoldenRecordEvent.RolledBack;
import io.aurumhub.core.record.GoldenRecordRejected.Reason;
import io.aurumhub.core.shared.Value;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a steward's word comes to. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class StewardRulesTest {

    private final Story story = Story.ofAnnEverywhere();

    @Nested
    class Overturning_a_conflict {

        @Test
        void lets_the_losing_value_win_and_delivers_it_to_all() {
            story.partial(CRM, "C1", "phone", "2");
            story.partial(SHOP, "S1", "contact.phone", "3");

            assertThat(story.overturn(story.revision(), "phone", Value.text("3")))
                    .singleElement()
                    .isInstanceOf(ConflictOverturned.class);

            assertThat(story.golden()).containsEntry("phone", "3");
            assertThat(story.due()).containsExactly("crm", "warehouse");
        }

        @Test
        void beats_even_the_best_system_that_does_not_know_of_it() {
            story.partial(CRM, "C1", "phone", "2");
            story.partial(SHOP, "S1", "contact.phone", "3");
            story.overturn(story.revision(), "phone", Value.text("3"));

            var conflict =
                    changed(story.partial(CRM, "C1", "phone", "4")).conflicts().getFirst();

            assertThat(conflict.winnerSystem()).isNull();
            assertThat(conflict.rule()).isEqualTo("priority: a steward's decision beats crm");
            assertThat(story.golden()).containsEntry("phone", "3");
        }

        @Test
        void gives_way_to_a_system_that_has_seen_it() {
            story.overturn(1, "phone", Value.text("3"));
            story.deliver(WAREHOUSE, "W1");

            story.partial(WAREHOUSE, "W1", "phone", "4");

            assertThat(story.golden()).containsEntry("phone", "4");
        }

        @Test
        void between_a_delete_and_the_update_it_beat_brings_the_record_back() {
            story.partial(SHOP, "S1", "city", "Köln");
            story.gone(CRM, "C1");
            var update = new Value.Nested(Story.local("city", "Köln"));

            story.overturn(story.revision(), Conflict.WHOLE_RECORD, update);

            assertThat(story.record().deleted()).isFalse();
            assertThat(story.golden()).containsEntry("city", "Köln").doesNotContainKey("*");
            assertThat(story.record().matchKeys()).hasSize(1);
            assertThat(story.due()).contains("crm");
        }

        @Test
        void between_an_update_and_the_delete_it_beat_deletes_the_record_everywhere() {
            story.partial(CRM, "C1", "city", "Köln");
            story.gone(SHOP, "S1");

            story.overturn(story.revision(), Conflict.WHOLE_RECORD, Value.nothing());

            assertThat(story.record().deleted()).isTrue();
            assertThat(story.record().matchKeys()).isEmpty();
            assertThat(story.due()).containsExactly("crm", "warehouse");
            story.partial(CRM, "C1", "city", "Ulm");
            assertThat(story.record().deleted())
                    .as("crm did not know of the steward's decision")
                    .isTrue();
            assertThatThrownBy(() -> story.overturn(story.revision(), Conflict.WHOLE_RECORD, Value.nothing()))
                    .isInstanceOf(GoldenRecordRejected.class)
                    .hasMessageContaining("is deleted already");
        }
    }

    @Nested
    class Rolling_back {

        @Test
        void restores_the_values_of_then_and_delivers_them() {
            long then = story.revision();
            story.partial(CRM, "C1", "phone", "2", "city", "Köln");
            story.deliver(SHOP, "S1");

            assertThat(story.rollBack(then)).singleElement().isInstanceOf(RolledBack.class);

            assertThat(story.golden()).containsEntry("phone", "1").containsEntry("city", "Bonn");
            assertThat(story.due()).contains("crm", "shop");
        }

        @Test
        void clears_what_was_not_known_then() {
            long then = story.revision();
            story.partial(CRM, "C1", "seen", "2026-01-31T12:00:00Z");

            story.rollBack(then);

            assertThat(story.golden()).doesNotContainKey("seen");
        }

        @Test
        void to_what_is_already_so_is_nothing() {
            assertThat(story.rollBack(story.revision())).isEmpty();
        }

        @Test
        void of_a_deleted_record_brings_it_back_everywhere() {
            long then = story.revision();
            story.gone(CRM, "C1");
            story.removed(CopyId.first(SHOP));
            story.removed(CopyId.first(WAREHOUSE));

            story.rollBack(then);

            assertThat(story.record().deleted()).isFalse();
            assertThat(story.record().matchKeys()).hasSize(1);
            assertThat(story.due()).containsExactly("crm", "shop", "warehouse");
        }

        @Test
        void to_a_revision_at_which_it_was_deleted_is_refused() {
            story.gone(CRM, "C1");
            long then = story.revision();

            assertThatThrownBy(() -> story.rollBack(then))
                    .isInstanceOfSatisfying(
                            GoldenRecordRejected.class,
                            rejected -> assertThat(rejected.reason())
                                    .isEqualTo(new Reason.RevisionDeleted(Story.ID, then)));
        }
    }
}
