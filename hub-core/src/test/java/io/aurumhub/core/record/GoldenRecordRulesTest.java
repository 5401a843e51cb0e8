package io.aurumhub.core.record;

import static io.aurumhub.core.record.DefinitionsFixture.CONTACT;
import static io.aurumhub.core.record.DefinitionsFixture.CRM;
import static io.aurumhub.core.record.DefinitionsFixture.LEADS;
import static io.aurumhub.core.record.DefinitionsFixture.SHOP;
import static io.aurumhub.core.record.DefinitionsFixture.WAREHOUSE;
import static io.aurumhub.core.record.Story.local;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.mapping.MatchKeys;
import io.aurumhub.core.record.GoldenRecordCommand.Reported;
import io.aurumhub.core.record.GoldenRecordEvent.Changed;
import io.aurumhub.core.record.GoldenRecordEvent.Created;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a system's report comes to. Deletes, deliveries, conflicts and the steward's commands have their own tests. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class GoldenRecordRulesTest {

    static Changed changed(List<GoldenRecordEvent> events) {
        assertThat(events).singleElement().isInstanceOf(Changed.class);
        return (Changed) events.getFirst();
    }

    @Nested
    class First_sight {

        @Test
        void creates_the_record_with_what_was_said_and_announces_the_copies_to_make() {
            var story = Story.ofContact();

            var events = story.full(SHOP, "S1", "full_name", "Ann", "contact.mail", "ann@example.org", "city", null);

            assertThat(events).singleElement().isInstanceOfSatisfying(Created.class, created -> {
                assertThat(created.fields()).isEqualTo(local("name", "Ann", "email", "ann@example.org"));
                assertThat(created.observation().local())
                        .isEqualTo(local("full_name", "Ann", "contact.mail", "ann@example.org", "city", null));
                assertThat(created.settlement().due()).containsExactly(CopyId.first(CRM), CopyId.first(WAREHOUSE));
                assertThat(created.settlement().settled()).containsExactly(CopyId.first(SHOP));
            });
            assertThat(story.due()).containsExactly("crm", "warehouse");
        }

        @Test
        void of_another_system_with_equal_values_converges_and_owes_it_nothing() {
            var story = Story.ofContact();
            story.full(CRM, "C1", "name", "Ann", "phone", "1");

            var event = changed(story.full(SHOP, "S1", "full_name", "Ann", "contact.phone", "1"));

            assertThat(event.fields()).isEmpty();
            assertThat(event.conflicts()).isEmpty();
            assertThat(story.copy(SHOP).localId()).isEqualTo("S1");
            assertThat(story.due()).containsExactly("warehouse");
        }

        @Test
        void of_a_better_rank_with_equal_values_defends_them_from_then_on() {
            var story = Story.ofContact();
            story.full(WAREHOUSE, "W1", "name", "Ann", "phone", "1");
            story.full(CRM, "C1", "name", "Ann", "phone", "1");

            var event = changed(story.full(SHOP, "S1", "full_name", "Ann", "contact.phone", "2"));

            assertThat(event.fields()).isEmpty();
            assertThat(event.conflicts())
                    .singleElement()
                    .satisfies(conflict -> assertThat(conflict.winnerSystem()).isEqualTo(CRM));
            assertThat(story.golden()).containsEntry("phone", "1");
        }

        @Test
        void fills_what_the_record_did_not_know() {
            var story = Story.ofContact();
            story.full(CRM, "C1", "name", "Ann");

            story.full(SHOP, "S1", "full_name", "Ann", "city", "Bonn");

            assertThat(story.golden()).isEqualTo(Map.of("name", "Ann", "city", "Bonn"));
            assertThat(story.due()).containsExactly("crm", "warehouse");
        }

        @Test
        void with_nulls_is_no_news_about_values_that_others_hold() {
            var story = Story.ofContact();
            story.full(CRM, "C1", "name", "Ann", "phone", "1");

            var event = changed(story.full(SHOP, "S1", "full_name", "Ann", "contact.phone", null));

            assertThat(event.conflicts()).isEmpty();
            assertThat(story.golden()).containsEntry("phone", "1");
            assertThat(story.due()).contains("shop");
        }

        @Test
        void links_the_copy_that_waits_to_be_created() {
            var story = Story.ofContact();
            story.full(CRM, "C1", "name", "Ann");

            story.full(SHOP, "S7", "full_name", "Ann");

            assertThat(story.record().copies().keySet())
                    .containsExactly(CopyId.first(CRM), CopyId.first(SHOP), CopyId.first(WAREHOUSE));
            assertThat(story.copy(SHOP).state()).isEqualTo(Copy.State.LINKED);
        }
    }

    @Nested
    class Absent_null_and_value {

        private final Story story = Story.ofAnnEverywhere();

        @Test
        void a_partial_change_never_touches_what_it_omits() {
            story.partial(SHOP, "S1", "city", "Köln");

            assertThat(story.golden())
                    .isEqualTo(Map.of("name", "Ann", "email", "ann@example.org", "phone", "1", "city", "Köln"));
        }

        @Test
        void a_partial_change_of_a_nested_field_leaves_its_neighbours() {
            story.partial(SHOP, "S1", "contact.mail", "a@example.org");

            assertThat(story.golden()).containsEntry("email", "a@example.org").containsEntry("phone", "1");
        }

        @Test
        void a_full_change_that_omits_a_field_does_not_clear_it() {
            story.full(CRM, "C1", "name", "Anna");

            assertThat(story.golden()).containsEntry("name", "Anna").containsEntry("phone", "1");
        }

        @Test
        void a_full_change_that_omits_a_field_clears_it_where_the_mapping_says_so() {
            story.full(SHOP, "S1", "full_name", "Ann", "contact.mail", "ann@example.org", "city", "Bonn");

            assertThat(story.golden()).doesNotContainKey("phone").containsEntry("email", "ann@example.org");
            assertThat(story.due()).containsExactly("crm", "warehouse");
        }

        @Test
        void what_was_cleared_by_omission_is_no_news_the_second_time() {
            story.full(SHOP, "S1", "full_name", "Ann", "contact.mail", "ann@example.org", "city", "Bonn");

            assertThat(story.full(SHOP, "S1", "full_name", "Ann", "contact.mail", "ann@example.org", "city", "Bonn"))
                    .isEmpty();
            assertThat(story.full(SHOP, "S1", "full_name", "Ann", "city", "Bonn"))
                    .isEmpty();
            assertThat(story.golden()).containsEntry("email", "ann@example.org");
        }

        @Test
        void a_full_change_that_always_omits_a_nested_field_causes_no_writes() {
            var seen = story.full(SHOP, "S1", "full_name", "Ann", "contact.phone", "1", "city", "Bonn");

            assertThat(seen).isEmpty();
            assertThat(story.due()).isEmpty();
        }

        @Test
        void an_explicit_null_clears() {
            story.partial(CRM, "C1", "phone", null);

            assertThat(story.golden()).doesNotContainKey("phone");
            assertThat(story.due()).containsExactly("shop", "warehouse");
        }
    }

    @Nested
    class An_echo {

        private final Story story = Story.ofAnnEverywhere();

        @Test
        void of_our_own_write_is_nothing() {
            assertThat(story.full(
                            SHOP,
                            "S1",
                            "full_name",
                            "Ann",
                            "contact.mail",
                            "ann@example.org",
                            "contact.phone",
                            "1",
                            "city",
                            "Bonn"))
                    .isEmpty();
            assertThat(story.partial(WAREHOUSE, "W1", "name", "Ann")).isEmpty();
        }

        @Test
        void of_a_target_that_stores_in_its_own_way_harms_nothing_and_causes_no_write() {
            story.partial(CRM, "C1", "name", "Müller");
            story.deliver(SHOP, "S1");
            story.deliver(WAREHOUSE, "W1", stored -> local("name", "MÜLLER", "phone", "1"));

            assertThat(story.due()).isEmpty();
            assertThat(story.full(WAREHOUSE, "W1", "name", "MÜLLER", "phone", "1", "seen", null))
                    .satisfies(events -> assertThat(events)
                            .allSatisfy(event ->
                                    assertThat(((Changed) event).fields()).isEmpty()));
            assertThat(story.golden()).containsEntry("name", "Müller");
            assertThat(story.due()).isEmpty();
        }

        @Test
        void of_a_truncating_target_survives_edits_of_its_neighbours() {
            story.partial(CRM, "C1", "email", "a-long-name@example.org");
            story.deliver(
                    SHOP,
                    "S1",
                    stored -> local(
                            "full_name", "Ann", "contact.mail", "a-long@e.org", "contact.phone", "1", "city", "Bonn"));
            assertThat(story.due()).isEmpty();

            story.partial(SHOP, "S1", "contact.phone", "2");

            assertThat(story.golden())
                    .containsEntry("email", "a-long-name@example.org")
                    .containsEntry("phone", "2");
            assertThat(story.due()).containsExactly("crm", "warehouse");
        }

        @Test
        void of_a_map_that_has_no_room_for_seconds_is_not_written_for_ever() {
            story.partial(CRM, "C1", "seen", "2026-01-31T12:00:07Z");
            assertThat(story.due()).containsExactly("warehouse");

            story.deliver(WAREHOUSE, "W1");

            assertThat(story.due()).isEmpty();
            assertThat(story.partial(WAREHOUSE, "W1", "seen", "2026-01-31 12:00"))
                    .isEmpty();
            assertThat(story.golden()).containsEntry("seen", "2026-01-31T12:00:07Z");
        }

        @Test
        void with_a_new_version_is_news_while_a_write_is_owed_or_the_guard_would_fail_for_ever() {
            story.partial(CRM, "C1", "name", "Anna");
            assertThat(story.due()).contains("shop");

            story.report(new Reported(SHOP, CONTACT, "S1", "etag-2", null, null, null), local("city", "Bonn"), false);

            assertThat(story.copy(SHOP).version()).isEqualTo("etag-2");
            assertThat(story.due()).contains("shop");
        }
    }

    @Nested
    class An_in_only_system {

        private final Story story = Story.ofContact();

        @Test
        void never_becomes_due() {
            story.full(LEADS, "L1", "name", "Ann", "phone", "1");
            story.partial(CRM, "C1", "phone", "2");
            story.gone(LEADS, "L1");

            assertThat(story.record().copy(CopyId.first(LEADS)).filter(Copy::due))
                    .isEmpty();
        }

        @Test
        void does_not_override_a_better_rank_that_it_never_heard_of() {
            story.full(LEADS, "L1", "name", "Ann", "phone", "1");
            story.full(CRM, "C1", "name", "Ann", "phone", "2");

            var event = changed(story.full(LEADS, "L1", "name", "Ann", "phone", "3"));

            assertThat(event.conflicts()).singleElement().satisfies(conflict -> {
                assertThat(conflict.winner()).isEqualTo(Value.text("2"));
                assertThat(conflict.loser()).isEqualTo(Value.text("3"));
            });
            assertThat(story.golden()).containsEntry("phone", "2");
        }

        @Test
        void changes_a_value_that_it_had_seen_as_it_is() {
            story.full(CRM, "C1", "name", "Ann", "phone", "1");
            story.full(LEADS, "L1", "name", "Ann", "phone", "1");

            var event = changed(story.partial(LEADS, "L1", "phone", "2"));

            assertThat(event.conflicts()).isEmpty();
            assertThat(story.golden()).containsEntry("phone", "2");
        }
    }

    @Nested
    class Match_keys {

        private final GoldenRecordId other = GoldenRecordId.parse("01970000-0000-7000-8000-000000000099");
        private final Story story = Story.ofContact();

        @Test
        void are_claimed_where_nobody_holds_them() {
            story.full(CRM, "C1", "name", "Ann", "email", "ann@example.org");

            assertThat(story.record().matchKeys()).hasSize(1);
        }

        @Test
        void stay_with_the_record_that_holds_them() {
            story.full(CRM, "C1", "name", "Ann", "email", "ann@example.org");
            var key = story.record().matchKeys().iterator().next();
            var second = Story.ofContact();
            second.facts.hold(CONTACT, key, other);

            second.full(CRM, "C2", "name", "Ann", "email", "ann@example.org");

            assertThat(second.record().matchKeys())
                    .as("known to be shared, and not owned")
                    .containsExactly(MatchKeys.rival(key));
        }

        @Test
        void follow_the_value_and_are_told_only_where_they_change() {
            story.full(CRM, "C1", "name", "Ann", "email", "ann@example.org");
            var before = story.record().matchKeys();

            assertThat(changed(story.partial(CRM, "C1", "name", "Anna")).matchKeys())
                    .isNull();
            assertThat(changed(story.partial(CRM, "C1", "email", "anna@example.org"))
                            .matchKeys())
                    .hasSize(1)
                    .doesNotContainAnyElementsOf(before);
            assertThat(changed(story.partial(CRM, "C1", "email", null)).matchKeys())
                    .isEmpty();
        }

        @Test
        void are_released_by_a_delete_and_claimed_again_by_the_return() {
            story.full(CRM, "C1", "name", "Ann", "email", "ann@example.org");
            var keys = story.record().matchKeys();

            story.gone(CRM, "C1");
            assertThat(story.record().matchKeys()).isEmpty();

            story.full(CRM, "C1", "name", "Ann", "email", "ann@example.org");
            assertThat(story.record().matchKeys()).isEqualTo(keys);
        }
    }
}
