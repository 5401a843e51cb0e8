package io.aurumhub.core.record;

import static io.aurumhub.core.record.DefinitionsFixture.CONTACT;
import static io.aurumhub.core.record.DefinitionsFixture.CRM;
import static io.aurumhub.core.record.DefinitionsFixture.SHOP;
import static io.aurumhub.core.record.DefinitionsFixture.fields;
import static io.aurumhub.core.record.DefinitionsFixture.same;
import static io.aurumhub.core.record.DefinitionsFixture.sync;
import static io.aurumhub.core.record.DefinitionsFixture.system;
import static io.aurumhub.core.record.FactsFixture.START;
import static io.aurumhub.core.record.GoldenRecordRulesTest.changed;
import static io.aurumhub.core.record.Story.local;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.DeleteRule;
import io.aurumhub.core.definition.Direction;
import io.aurumhub.core.definition.EntityDefinition;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.definition.Policies;
import io.aurumhub.core.definition.Policy;
import io.aurumhub.core.record.GoldenRecordCommand.PinField;
import io.aurumhub.core.record.GoldenRecordCommand.UnpinField;
import io.aurumhub.core.record.GoldenRecordCommand.Uphold;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Who wins, by each policy. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class PolicyRulesTest {

    private static final String[] MAPPED = {"name", "phone", "tags", "street", "city"};

    private static Definitions definitions(Policies policies) {
        var contact = new EntityDefinition(
                        CONTACT,
                        fields(
                                FieldDefinition.of("name", FieldType.STRING),
                                FieldDefinition.of("phone", FieldType.STRING),
                                FieldDefinition.of("tags", FieldType.SET),
                                FieldDefinition.of("street", FieldType.STRING),
                                FieldDefinition.of("city", FieldType.STRING)),
                        List.of())
                .with(policies);
        return Definitions.of(
                List.of(system(CRM, 1), system(SHOP, 2)),
                List.of(contact),
                List.of(
                        sync(CRM, CONTACT, Direction.BOTH, DeleteRule.PROPAGATE, same(MAPPED)),
                        sync(SHOP, CONTACT, Direction.BOTH, DeleteRule.PROPAGATE, same(MAPPED))),
                "test");
    }

    /** Ann is in crm (C1) and in the shop (S1), and both agree. */
    private static Story ann(Map<String, Policy> named, Map<String, List<String>> groups) {
        var policies = new Policies(new Policy.Priority(), named, groups);
        var story = new Story(CONTACT, new FactsFixture(definitions(policies)));
        story.full(
                CRM, "C1", "name", "Ann", "phone", "1", "tags", List.of("a", "b"), "street", "Main 1", "city", "Bonn");
        story.deliver(SHOP, "S1");
        return story;
    }

    private static Story ann(String field, Policy policy) {
        return ann(Map.of(field, policy), Map.of());
    }

    @Nested
    class Owner {

        private final Story story = ann("phone", new Policy.Owner(SHOP));

        @Test
        void what_another_says_is_written_back_though_it_had_seen_the_value() {
            story.partial(SHOP, "S1", "phone", "2");
            story.deliver(CRM, "C1");

            var event = changed(story.partial(CRM, "C1", "phone", "3"));

            assertThat(event.fields()).isEmpty();
            assertThat(event.conflicts())
                    .containsExactly(new Conflict(
                            "phone",
                            SHOP,
                            Value.text("2"),
                            CRM,
                            Value.text("3"),
                            "owner: only shop may change it, not crm"));
            assertThat(story.due()).containsExactly("crm");
        }

        @Test
        void a_new_record_begins_without_what_is_not_its_systems_to_say() {
            assertThat(story.golden()).doesNotContainKey("phone").containsEntry("name", "Ann");
        }

        @Test
        void the_owner_wins_against_a_better_rank() {
            story.partial(SHOP, "S1", "phone", "2");

            assertThat(story.golden()).containsEntry("phone", "2");
            assertThat(story.due()).containsExactly("crm");
        }
    }

    @Nested
    class Latest {

        private final Story story = ann("phone", new Policy.Latest(Duration.ofMinutes(5)));

        private Conflict conflict(Instant crmAt, Instant shopAt) {
            story.report(story.changedAt(CRM, "C1", crmAt), local("phone", "2"), false);
            return changed(story.report(story.changedAt(SHOP, "S1", shopAt), local("phone", "3"), false))
                    .conflicts()
                    .getFirst();
        }

        @Test
        void the_later_source_time_wins_whatever_the_rank() {
            var conflict = conflict(START, START.plusSeconds(1));

            assertThat(conflict.winnerSystem()).isEqualTo(SHOP);
            assertThat(conflict.rule())
                    .isEqualTo("latest: shop (2026-03-01T12:00:01Z) is later than crm (2026-03-01T12:00:00Z)");
            assertThat(story.golden()).containsEntry("phone", "3");
        }

        @Test
        void the_earlier_one_loses_though_it_comes_last() {
            assertThat(conflict(START.plusSeconds(1), START).winnerSystem()).isEqualTo(CRM);
        }

        @Test
        void a_clock_that_is_days_ahead_counts_as_a_few_minutes() {
            var conflict = conflict(START.plus(Duration.ofDays(2)), START.plus(Duration.ofDays(3)));

            assertThat(conflict.winnerSystem())
                    .as("both are cut to the same time")
                    .isEqualTo(CRM);
            assertThat(conflict.rule()).startsWith("latest: both at ").contains("priority: crm (rank 1)");
        }
    }

    @Nested
    class Union {

        private final Story story = ann("tags", new Policy.Union());

        private List<String> tags() {
            return story.record().values().get("tags") instanceof Value.Items(List<Value> items)
                    ? items.stream().map(Value::toString).toList()
                    : List.of();
        }

        @Test
        void both_add_and_both_are_kept() {
            story.partial(CRM, "C1", "tags", List.of("a", "b", "c"));

            var event = changed(story.partial(SHOP, "S1", "tags", List.of("a", "b", "d")));

            assertThat(event.conflicts()).isEmpty();
            assertThat(tags()).containsExactly("a", "b", "c", "d");
            assertThat(story.due()).containsExactly("crm", "shop");
        }

        @Test
        void one_removes_while_the_other_adds() {
            story.partial(CRM, "C1", "tags", List.of("b"));

            story.partial(SHOP, "S1", "tags", List.of("a", "b", "d"));

            assertThat(tags()).containsExactly("b", "d");
        }

        @Test
        void an_element_that_is_removed_stays_removed_when_an_old_copy_speaks_of_something_else() {
            story.partial(CRM, "C1", "tags", List.of("b"));

            story.partial(SHOP, "S1", "tags", List.of("a", "b"), "city", "Ulm");

            assertThat(tags()).containsExactly("b");
        }

        @Test
        void the_first_report_of_a_system_adds_and_removes_nothing() {
            var other = new Story(CONTACT, story.facts);
            other.full(CRM, "C1", "name", "Bob", "tags", List.of("a"));

            other.full(SHOP, "S9", "name", "Bob", "tags", List.of("z"));

            assertThat(other.golden()).containsEntry("tags", "[\"a\",\"z\"]");
        }
    }

    @Nested
    class Manual {

        private final Story story = ann("phone", new Policy.Manual());

        private long conflict() {
            story.partial(CRM, "C1", "phone", "2");
            var event = changed(story.partial(SHOP, "S1", "phone", "3"));
            assertThat(event.conflicts())
                    .containsExactly(new Conflict(
                            "phone", CRM, Value.text("2"), SHOP, Value.text("3"), "manual: a steward decides", true));
            return story.revision();
        }

        @Test
        void both_copies_stay_as_they_are_until_a_steward_decides() {
            conflict();

            assertThat(story.golden()).containsEntry("phone", "2");
            assertThat(story.due()).isEmpty();
            assertThat(story.copy(SHOP).open()).containsExactly("phone");
        }

        @Test
        void the_other_fields_flow_on() {
            conflict();

            story.partial(CRM, "C1", "city", "Ulm");
            var plan = story.plan(CopyId.first(SHOP));

            assertThat(plan.written()).isEqualTo(local("city", "Ulm"));
            story.deliver(SHOP, "S1");
            assertThat(story.copy(SHOP).open()).containsExactly("phone");
            assertThat(story.copy(SHOP).local()).containsEntry("phone", Value.text("3"));
        }

        @Test
        void the_steward_lets_the_golden_value_stand() {
            long revision = conflict();

            story.send(new Uphold(Story.ID, revision, "phone", story.facts, Provenance.of("kim")));

            assertThat(story.copy(SHOP).open()).isEmpty();
            assertThat(story.plan(CopyId.first(SHOP)).written()).isEqualTo(local("phone", "2"));
            assertThat(story.due()).containsExactly("shop");
        }

        @Test
        void the_steward_lets_the_other_value_win() {
            long revision = conflict();

            story.overturn(revision, "phone", Value.text("3"));

            assertThat(story.golden()).containsEntry("phone", "3");
            assertThat(story.copy(SHOP).open()).isEmpty();
            assertThat(story.due()).containsExactly("crm");
        }

        @Test
        void a_further_edit_of_the_copy_waits_too_though_the_copy_is_settled() {
            conflict();

            var event = changed(story.partial(SHOP, "S1", "phone", "4"));

            assertThat(event.conflicts()).singleElement().satisfies(conflict -> {
                assertThat(conflict.open()).isTrue();
                assertThat(conflict.loser()).isEqualTo(Value.text("4"));
            });
            assertThat(story.golden()).containsEntry("phone", "2");
        }

        @Test
        void there_is_nothing_to_decide_any_more_when_they_agree_by_themselves() {
            conflict();

            var event = changed(story.partial(SHOP, "S1", "phone", "2"));

            assertThat(event.settlement().gone()).hasSize(1);
            assertThat(story.copy(SHOP).open()).isEmpty();
            assertThat(story.due()).isEmpty();
            assertThatThrownBy(() -> story.send(new Uphold(Story.ID, 1, "phone", story.facts, Provenance.of("kim"))))
                    .isInstanceOf(GoldenRecordRejected.class)
                    .hasMessageContaining("waits for a decision");
        }
    }

    @Nested
    class A_group {

        private final Story story = ann(Map.of(), Map.of("address", List.of("street", "city")));

        @Test
        void is_never_mixed_of_two_systems() {
            story.partial(CRM, "C1", "city", "Ulm");

            var event = changed(story.partial(SHOP, "S1", "street", "Other 2"));

            assertThat(event.fields()).isEmpty();
            assertThat(event.conflicts()).singleElement().satisfies(conflict -> {
                assertThat(conflict.field()).isEqualTo("address");
                assertThat(conflict.winner()).isEqualTo(Value.of(Map.of("street", "Main 1", "city", "Ulm")));
                assertThat(conflict.loser()).isEqualTo(Value.of(Map.of("street", "Other 2", "city", "Bonn")));
            });
            assertThat(story.golden()).containsEntry("street", "Main 1").containsEntry("city", "Ulm");
        }

        @Test
        void is_taken_as_a_whole_by_the_better_rank() {
            story.partial(SHOP, "S1", "street", "Other 2");

            story.partial(CRM, "C1", "city", "Ulm");

            assertThat(story.golden()).containsEntry("street", "Main 1").containsEntry("city", "Ulm");
        }

        @Test
        void changes_in_part_where_the_rest_had_been_seen() {
            var event = changed(story.partial(SHOP, "S1", "street", "Other 2"));

            assertThat(event.conflicts()).isEmpty();
            assertThat(story.golden()).containsEntry("street", "Other 2").containsEntry("city", "Bonn");
        }

        @Test
        void is_overturned_as_a_whole() {
            story.partial(CRM, "C1", "city", "Ulm");
            story.partial(SHOP, "S1", "street", "Other 2");

            story.overturn(story.revision(), "address", Value.of(Map.of("street", "Other 2", "city", "Bonn")));

            assertThat(story.golden()).containsEntry("street", "Other 2").containsEntry("city", "Bonn");
        }
    }

    @Nested
    class A_pin {

        private final Story story = ann(Map.of(), Map.of());

        private void pin(@Nullable String value, @Nullable Instant until) {
            var pin = new Pin("kim", "checked by phone", until);
            story.send(new PinField(
                    Story.ID,
                    "phone",
                    value == null ? null : Value.text(value),
                    pin,
                    story.facts,
                    Provenance.of("kim")));
        }

        @Test
        void beats_every_system_whatever_it_had_seen() {
            pin(null, null);

            var event = changed(story.partial(CRM, "C1", "phone", "9"));

            assertThat(event.conflicts()).singleElement().satisfies(conflict -> {
                assertThat(conflict.winnerSystem()).isNull();
                assertThat(conflict.rule()).isEqualTo("pinned by kim: checked by phone");
            });
            assertThat(story.golden()).containsEntry("phone", "1");
            assertThat(story.due()).containsExactly("crm");
        }

        @Test
        void may_bring_a_value_of_its_own_that_is_delivered() {
            pin("5", null);

            assertThat(story.golden()).containsEntry("phone", "5");
            assertThat(story.due()).containsExactly("crm", "shop");
        }

        @Test
        void ends_at_its_time() {
            pin(null, START.plusSeconds(100));
            story.facts.tick(Duration.ofSeconds(200));

            story.partial(CRM, "C1", "phone", "9");

            assertThat(story.golden()).containsEntry("phone", "9");
        }

        @Test
        void can_be_lifted() {
            pin(null, null);
            story.send(new UnpinField(Story.ID, "phone", story.facts, Provenance.of("kim")));

            story.partial(CRM, "C1", "phone", "9");

            assertThat(story.golden()).containsEntry("phone", "9");
            assertThatThrownBy(() -> story.send(new UnpinField(Story.ID, "phone", story.facts, Provenance.of("kim"))))
                    .hasMessageContaining("is not pinned");
        }
    }
}
