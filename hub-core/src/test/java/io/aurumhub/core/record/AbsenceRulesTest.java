package io.aurumhub.core.record;

import static io.aurumhub.core.record.DefinitionsFixture.CONTACT;
import static io.aurumhub.core.record.DefinitionsFixture.CRM;
import static io.aurumhub.core.record.DefinitionsFixture.ORDER;
import static io.aurumhub.core.record.DefinitionsFixture.SHOP;
import static io.aurumhub.core.record.DefinitionsFixture.WAREHOUSE;
import static io.aurumhub.core.record.Story.local;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.DeleteRule;
import io.aurumhub.core.definition.Deletes;
import io.aurumhub.core.definition.Deletes.Missing;
import io.aurumhub.core.definition.Deletes.Orphans;
import io.aurumhub.core.definition.Deletes.Referenced;
import io.aurumhub.core.definition.Direction;
import io.aurumhub.core.delivery.DeliveryPlan;
import io.aurumhub.core.record.GoldenRecordCommand.CarryOutDelete;
import io.aurumhub.core.record.GoldenRecordCommand.Uphold;
import io.aurumhub.core.record.GoldenRecordEvent.CopyGone;
import io.aurumhub.core.record.GoldenRecordEvent.Deleted;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.Value;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Records that others refer to when they are deleted, targets that keep orphans, and targets that get nothing new. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class AbsenceRulesTest {

    private static final GoldenRecordId AN_ORDER = GoldenRecordId.parse("01970000-0000-7000-8000-000000000002");

    /** crm and shop as usual, and a warehouse of its own kind. */
    private static Story withWarehouse(Deletes warehouse) {
        var fields = DefinitionsFixture.same("name", "city");
        var usual = Deletes.by(DeleteRule.PROPAGATE);
        var definitions = Definitions.of(
                List.of(
                        DefinitionsFixture.system(CRM, 1),
                        DefinitionsFixture.system(SHOP, 2),
                        DefinitionsFixture.system(WAREHOUSE, 3)),
                List.of(DefinitionsFixture.contact()),
                List.of(
                        DefinitionsFixture.sync(CRM, CONTACT, Direction.BOTH, usual, fields),
                        DefinitionsFixture.sync(SHOP, CONTACT, Direction.BOTH, usual, fields),
                        DefinitionsFixture.sync(WAREHOUSE, CONTACT, Direction.BOTH, warehouse, fields)),
                "test");
        return new Story(CONTACT, new FactsFixture(definitions));
    }

    private static Deletes but(Referenced referenced, Orphans orphans, Missing missing) {
        return new Deletes(DeleteRule.PROPAGATE, referenced, orphans, missing);
    }

    @Nested
    class A_record_that_others_refer_to {

        private final Story story = Story.ofAnnEverywhere();

        private List<GoldenRecordEvent> carryOut() {
            return story.send(new CarryOutDelete(Story.ID, story.facts, Provenance.of("hub")));
        }

        private void refer(long count) {
            story.facts.link(SHOP, ORDER, "4711", AN_ORDER);
            story.facts.refer(Story.ID, new Referrers(ORDER, count, AN_ORDER));
        }

        @Test
        void is_not_deleted_and_the_conflict_says_in_words_who_does() {
            refer(3);

            var gone = (CopyGone) story.gone(SHOP, "S1").getFirst();

            assertThat(gone.conflicts()).singleElement().satisfies(conflict -> {
                assertThat(conflict.open()).isTrue();
                assertThat(conflict.winnerSystem()).isEqualTo(CRM);
                assertThat(conflict.rule())
                        .isEqualTo(
                                "referenced: 3 order records refer to it, first 4711 in shop; it is deleted once none"
                                        + " does, or by a steward's decision");
            });
            assertThat(story.record().awaitsDelete()).isTrue();
            assertThat(story.due()).isEmpty();
        }

        @Test
        void is_deleted_once_none_does() {
            refer(1);
            story.gone(SHOP, "S1");
            assertThat(carryOut()).isEmpty();

            story.facts.refer(Story.ID);

            assertThat(carryOut()).singleElement().isInstanceOf(Deleted.class);
            assertThat(Objects.requireNonNull(story.record().deletion()).system())
                    .isEqualTo(SHOP);
            assertThat(story.due()).containsExactly("crm", "warehouse");
            assertThat(story.record().awaitsDelete()).isFalse();
            assertThat(carryOut()).isEmpty();
        }

        @Test
        void stays_for_the_steward_where_a_better_system_has_updated_it_since() {
            refer(1);
            story.gone(SHOP, "S1");
            story.partial(CRM, "C1", "city", "Ulm");
            story.facts.refer(Story.ID);

            assertThat(carryOut()).isEmpty();
            assertThat(story.record().deleted()).isFalse();
        }

        @Test
        void is_made_again_where_it_was_deleted_if_the_steward_lets_it_live() {
            refer(1);
            story.gone(SHOP, "S1");

            story.send(
                    new Uphold(Story.ID, story.revision(), Conflict.WHOLE_RECORD, story.facts, Provenance.of("kim")));

            assertThat(story.due()).containsExactly("shop");
            assertThat(story.record().awaitsDelete()).isFalse();
        }

        @Test
        void is_deleted_by_the_steward_in_spite() {
            refer(1);
            story.gone(SHOP, "S1");

            story.overturn(story.revision(), Conflict.WHOLE_RECORD, Value.nothing());

            assertThat(story.record().deleted()).isTrue();
            assertThat(story.copy(CopyId.first(SHOP)).open()).isEmpty();
        }

        @Test
        void is_deleted_at_once_where_the_sync_says_so() {
            var other = withWarehouse(but(Referenced.PROPAGATE, Orphans.DELETE, Missing.CREATE));
            other.full(WAREHOUSE, "W1", "name", "Ann");
            other.facts.refer(Story.ID, new Referrers(ORDER, 1, AN_ORDER));

            assertThat(other.gone(WAREHOUSE, "W1")).singleElement().isInstanceOf(Deleted.class);
        }

        @Test
        void leaves_a_system_after_those_that_refer_to_it() {
            story.gone(SHOP, "S1");
            story.facts.leaving(Story.ID, WAREHOUSE, "O1");

            var sync = story.facts.mappings().sync(WAREHOUSE, CONTACT).orElseThrow();
            var plan = DeliveryPlan.of(story.record(), CopyId.first(WAREHOUSE), sync, story.facts);

            assertThat(plan).isEqualTo(new DeliveryPlan.WaitForReferrer("O1"));
        }
    }

    @Nested
    class A_target_that_keeps_orphans {

        private final Story story = withWarehouse(but(Referenced.REVIEW, Orphans.KEEP, Missing.CREATE));

        A_target_that_keeps_orphans() {
            story.full(CRM, "C1", "name", "Ann", "city", "Bonn");
            story.deliver(SHOP, "S1");
            story.deliver(WAREHOUSE, "W1");
        }

        @Test
        void is_owed_nothing_when_the_record_is_deleted_even_what_it_was_owed_before() {
            story.partial(CRM, "C1", "city", "Ulm");
            assertThat(story.due()).contains("warehouse");

            story.gone(CRM, "C1");

            assertThat(story.due()).containsExactly("shop");
            assertThat(story.copy(WAREHOUSE).state()).isEqualTo(Copy.State.LINKED);
        }

        @Test
        void is_updated_when_the_record_comes_back() {
            story.gone(CRM, "C1");
            story.full(CRM, "C1", "name", "Ann", "city", "Ulm");

            assertThat(story.due()).containsExactly("shop", "warehouse");
            assertThat(story.copy(WAREHOUSE).localId()).isEqualTo("W1");
            assertThat(story.plan(CopyId.first(WAREHOUSE)).written()).isEqualTo(local("city", "Ulm"));
        }

        @Test
        void has_not_seen_what_it_was_not_told_before() {
            story.partial(CRM, "C1", "city", "Ulm");
            story.gone(CRM, "C1");
            story.full(CRM, "C1", "name", "Ann", "city", "Ulm");

            story.partial(WAREHOUSE, "W1", "city", "Graz");

            assertThat(story.golden()).containsEntry("city", "Ulm");
        }
    }

    @Nested
    class A_target_that_gets_nothing_new {

        private final Story story = withWarehouse(but(Referenced.REVIEW, Orphans.DELETE, Missing.LEAVE));

        @Test
        void is_owed_no_record_that_it_lacks() {
            story.full(CRM, "C1", "name", "Ann");

            assertThat(story.due()).containsExactly("shop");
        }

        @Test
        void is_owed_updates_of_what_it_has() {
            story.full(CRM, "C1", "name", "Ann");
            story.full(WAREHOUSE, "W1", "name", "Ann");

            story.partial(CRM, "C1", "city", "Ulm");

            assertThat(story.due()).contains("warehouse");
        }

        @Test
        void does_not_get_back_what_it_deleted_in_vain_or_what_came_back() {
            story.full(WAREHOUSE, "W1", "name", "Ann");
            story.full(CRM, "C1", "name", "Anna");
            story.gone(WAREHOUSE, "W1");
            assertThat(story.record().deleted()).isFalse();
            assertThat(story.due()).doesNotContain("warehouse");

            story.gone(CRM, "C1");
            story.full(CRM, "C1", "name", "Ann");
            assertThat(story.due()).doesNotContain("warehouse");
        }
    }
}
