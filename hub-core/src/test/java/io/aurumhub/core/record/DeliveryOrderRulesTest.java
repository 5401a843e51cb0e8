package io.aurumhub.core.record;

import static io.aurumhub.core.record.DefinitionsFixture.CRM;
import static io.aurumhub.core.record.DefinitionsFixture.SHOP;
import static io.aurumhub.core.record.DefinitionsFixture.WAREHOUSE;
import static io.aurumhub.core.record.FactsFixture.START;
import static io.aurumhub.core.record.Story.local;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.delivery.DeliveryPlan;
import io.aurumhub.core.record.GoldenRecordCommand.ExamineCopy;
import io.aurumhub.core.record.GoldenRecordCommand.Reported;
import io.aurumhub.core.record.GoldenRecordCommand.ResendDelivery;
import io.aurumhub.core.record.GoldenRecordCommand.SkipDelivery;
import io.aurumhub.core.record.GoldenRecordEvent.Changed;
import io.aurumhub.core.record.GoldenRecordEvent.CopyExamined;
import io.aurumhub.core.record.GoldenRecordEvent.DeliveryResent;
import io.aurumhub.core.record.GoldenRecordEvent.DeliveryRetried;
import io.aurumhub.core.record.GoldenRecordEvent.DeliverySkipped;
import io.aurumhub.core.record.GoldenRecordEvent.StaleChangeNoted;
import io.aurumhub.core.record.GoldenRecordRejected.Reason;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a steward orders about a delivery. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DeliveryOrderRulesTest {

    private static final Provenance KIM = Provenance.of("kim").because("the shop has no such city");

    private final Story story = Story.ofAnnEverywhere();

    private List<GoldenRecordEvent> skip(SystemId system) {
        return story.send(new SkipDelivery(Story.ID, CopyId.first(system), story.facts, KIM));
    }

    private List<GoldenRecordEvent> resend(Resend found) {
        return story.send(new ResendDelivery(Story.ID, CopyId.first(SHOP), found, story.facts, KIM));
    }

    private List<GoldenRecordEvent> examine(Reported reported, Map<String, Value> found) {
        return story.send(new ExamineCopy(Story.ID, CopyId.first(SHOP), reported, found, story.facts, KIM));
    }

    private List<GoldenRecordEvent> examine(Map<String, Value> found) {
        return examine(story.reported(SHOP, "S1"), found);
    }

    @Nested
    class A_skipped_copy {

        @BeforeEach
        void refuse_and_skip() {
            story.partial(CRM, "C1", "city", "Köln");
            story.refuse(SHOP, story.revision(), "no such city");
            skip(SHOP);
        }

        @Test
        void tells_who_said_so_and_why() {
            assertThat(story.copy(SHOP).skipped())
                    .isEqualTo(new Skip("kim", "the shop has no such city", story.revision() - 1, Set.of("city")));
            assertThat(story.copy(SHOP).refused()).isEqualTo("no such city");
            assertThat(story.due()).isEmpty();
        }

        @Test
        void is_not_due_again_by_a_change_of_what_it_does_not_lack() {
            story.partial(SHOP, "S1", "contact.phone", "0221");

            assertThat(story.golden()).containsEntry("phone", "0221");
            assertThat(story.due()).doesNotContain("shop");
            assertThat(story.copy(SHOP).skipped()).isNotNull();
        }

        @Test
        void is_not_due_again_by_a_change_of_what_is_not_mapped_there() {
            story.partial(WAREHOUSE, "W1", "seen", "2026-03-01 10:00");

            assertThat(story.due()).doesNotContain("shop");
        }

        @Test
        void is_due_again_when_something_changes_that_is_written_to_it() {
            story.partial(CRM, "C1", "phone", "0221");

            assertThat(story.due()).contains("shop");
            assertThat(story.copy(SHOP).skipped()).isNull();
            assertThat(story.copy(SHOP).refused()).isNull();
        }

        @Test
        void is_due_again_when_the_skipped_value_changes() {
            story.partial(CRM, "C1", "city", "Ulm");

            assertThat(story.due()).contains("shop");
        }

        @Test
        void is_settled_when_it_comes_to_hold_the_golden_value() {
            story.partial(SHOP, "S1", "city", "Köln");

            assertThat(story.due()).isEmpty();
            assertThat(story.copy(SHOP).skipped()).isNull();
            assertThat(story.copy(SHOP).refused()).isNull();
        }

        @Test
        void is_removed_when_the_record_is_deleted() {
            story.gone(CRM, "C1");

            assertThat(story.due()).contains("shop");
        }

        @Test
        void is_taken_up_again_when_a_steward_says_so() {
            assertThat(story.retry(SHOP)).singleElement().isInstanceOf(DeliveryRetried.class);

            assertThat(story.due()).containsExactly("shop");
            assertThat(story.copy(SHOP).skipped()).isNull();
        }

        @Test
        void cannot_be_skipped_twice() {
            assertThatThrownBy(() -> skip(SHOP))
                    .isInstanceOfSatisfying(
                            GoldenRecordRejected.class,
                            rejected -> assertThat(rejected.reason())
                                    .isEqualTo(new Reason.NothingToSkip(Story.ID, CopyId.first(SHOP))));
        }
    }

    @Test
    void what_is_on_its_way_can_be_skipped_and_what_is_equal_cannot() {
        assertThatThrownBy(() -> skip(SHOP)).isInstanceOf(GoldenRecordRejected.class);
        story.partial(CRM, "C1", "city", "Köln");

        assertThat(skip(SHOP)).singleElement().isInstanceOf(DeliverySkipped.class);
        assertThat(story.due()).isEmpty();
    }

    @Test
    void a_create_that_is_skipped_waits_for_a_change() {
        var fresh = Story.ofContact();
        fresh.full(CRM, "C1", "name", "Ann");
        fresh.send(new SkipDelivery(Story.ID, CopyId.first(SHOP), fresh.facts, KIM));

        fresh.partial(WAREHOUSE, "W1", "seen", "2026-03-01 10:00");
        assertThat(fresh.due()).doesNotContain("shop");

        fresh.partial(CRM, "C1", "city", "Köln");
        assertThat(fresh.due()).contains("shop");
    }

    @Nested
    class A_copy_that_is_sent_again {

        @Test
        void is_looked_at_before_anything_is_written() {
            assertThat(resend(Resend.DECIDE)).singleElement().isInstanceOf(DeliveryResent.class);

            assertThat(story.due()).containsExactly("shop");
            assertThat(DeliveryPlan.of(story.record(), CopyId.first(SHOP), sync(), story.facts))
                    .isInstanceOf(DeliveryPlan.Examine.class);
        }

        @Test
        void stays_so_whatever_happens_meanwhile() {
            resend(Resend.DECIDE);

            story.partial(CRM, "C1", "seen", "2026-03-01T10:00:00Z");

            assertThat(story.due()).contains("shop");
        }

        @Test
        void needs_no_write_where_the_system_holds_the_golden_state() {
            resend(Resend.DECIDE);

            assertThat(examine(story.copy(SHOP).local()))
                    .singleElement()
                    .isInstanceOfSatisfying(
                            CopyExamined.class, seen -> assertThat(seen.due()).isFalse());
            assertThat(story.due()).isEmpty();
        }

        @Test
        void brings_in_what_was_edited_behind_our_back_by_the_rules() {
            resend(Resend.DECIDE);

            var events = examine(local("full_name", "Ann", "city", "Ulm"));

            assertThat(events).hasSize(2).first().isInstanceOf(Changed.class);
            assertThat(story.golden()).containsEntry("city", "Ulm");
            assertThat(story.due()).contains("crm").doesNotContain("shop");
        }

        @Test
        void keeps_an_older_state_in_the_history_and_writes_over_it() {
            story.report(story.changedAt(SHOP, "S1", START.plusSeconds(60)), local("city", "Köln"), false);
            resend(Resend.DECIDE);

            var events = examine(story.changedAt(SHOP, "S1", START), local("city", "Bonn"));

            assertThat(events).hasSize(2).first().isInstanceOf(StaleChangeNoted.class);
            assertThat(story.golden()).containsEntry("city", "Köln");
            assertWrites("city", "Bonn", "Köln");
        }

        @Test
        void is_written_over_where_it_is_known_to_be_old() {
            story.partial(CRM, "C1", "city", "Köln");
            story.deliver(SHOP, "S1");
            resend(Resend.OVERWRITE);

            var events = examine(local("city", "Bonn"));

            assertThat(events).singleElement().isInstanceOfSatisfying(CopyExamined.class, seen -> {
                assertThat(seen.readBack()).isEqualTo(local("city", "Bonn"));
                assertThat(seen.due()).isTrue();
            });
            assertThat(story.golden()).containsEntry("city", "Köln");
            assertWrites("city", "Bonn", "Köln");
        }

        @Test
        void is_not_judged_by_what_was_read_before_our_own_write() {
            story.partial(CRM, "C1", "city", "Köln");
            var before = story.facts.tick(Duration.ofSeconds(1));
            story.deliver(SHOP, "S1");
            resend(Resend.OVERWRITE);

            assertThatThrownBy(() -> examine(story.observedAt(SHOP, "S1", before), local("city", "Bonn")))
                    .isInstanceOf(GoldenRecordRejected.class);
        }

        @Test
        void is_due_still_when_a_write_that_was_under_way_is_confirmed() {
            story.partial(CRM, "C1", "city", "Köln");
            var plan = story.plan(CopyId.first(SHOP));
            resend(Resend.DECIDE);

            story.confirm(plan, "S1", plan.stored(), null);

            assertThat(story.due()).contains("shop");
            assertThat(story.copy(SHOP).resend()).isEqualTo(Resend.DECIDE);
        }

        @Test
        void is_not_examined_twice() {
            resend(Resend.DECIDE);
            examine(story.copy(SHOP).local());

            assertThat(examine(local("city", "Bonn"))).isEmpty();
        }

        @Test
        void cannot_be_one_that_is_not_there() {
            story.gone(CRM, "C1");
            story.removed(CopyId.first(SHOP));

            assertThatThrownBy(() -> resend(Resend.DECIDE))
                    .isInstanceOfSatisfying(
                            GoldenRecordRejected.class,
                            rejected -> assertThat(rejected.reason())
                                    .isEqualTo(new Reason.NothingToResend(Story.ID, CopyId.first(SHOP))));
        }

        private void assertWrites(String field, String over, String value) {
            assertThat(story.due()).contains("shop");
            var plan = story.plan(CopyId.first(SHOP));
            assertThat(plan.expected()).isEqualTo(Map.of(field, Value.text(over)));
            assertThat(plan.written()).isEqualTo(Map.of(field, Value.text(value)));
            story.deliver(SHOP, "S1");
            assertThat(story.due()).doesNotContain("shop");
        }

        private SyncDefinition sync() {
            return story.facts.mappings().sync(SHOP, story.entity).orElseThrow();
        }
    }
}
