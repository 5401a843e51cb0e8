package io.aurumhub.adapter.postgres;

import static io.aurumhub.adapter.postgres.HubFixture.CONTACT;
import static io.aurumhub.adapter.postgres.HubFixture.CRM;
import static io.aurumhub.adapter.postgres.HubFixture.SHOP;
import static io.aurumhub.adapter.postgres.HubFixture.contact;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.connector.Write;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.delivery.DeliveryPlan;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.record.GoldenRecordCommand.RefuseDelivery;
import io.aurumhub.core.shared.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What stewards say of values that the map does not list. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ValueAnswersIT {

    private final CityNames shop = new CityNames();

    @AfterEach
    void close() {
        shop.close();
    }

    @Nested
    class On_the_way_in {

        @Test
        void a_value_that_the_map_does_not_list_is_counted_with_its_change_in_quarantine() {
            assertThat(shop.say("1", "UL")).isInstanceOf(Outcome.Quarantined.class);
            shop.say("2", "UL");
            shop.say("3", "HH");
            shop.say("4", "BN");

            assertThat(shop.values("open")).containsExactly("in HH 1", "in UL 2");
        }

        @Test
        void an_answer_counts_at_once_and_takes_up_what_lacked_it() {
            shop.say("1", "UL");
            shop.say("2", "HH");

            var taken = shop.answer("UL", "Ulm");

            assertThat(taken.released()).isEqualTo(1);
            assertThat(taken.kept()).isZero();
            assertThat(shop.cities()).containsExactly("Ulm");
            assertThat(shop.say("3", "UL")).isInstanceOf(Outcome.Accepted.class);
            assertThat(shop.values("open")).containsExactly("in HH 1");
            assertThat(shop.values("answered")).containsExactly("in UL 1");
            assertThat(shop.openInQuarantine()).isEqualTo(1);
        }

        @Test
        void a_local_value_that_means_nothing_leaves_the_field_empty() {
            shop.say("1", "-");

            shop.answer("-", null);

            assertThat(shop.cities()).containsExactly("null");
        }

        @Test
        void a_value_that_came_as_a_number_is_written_as_one() {
            shop.fixture.submit(
                    HubFixture.upsert(SHOP, CONTACT, "1", Map.of("name", "Ada", "email", "a1@example.org", "city", 7)));

            assertThat(shop.answer("7", "Ulm").answer().local()).isEqualTo(Value.number(7));
            assertThat(shop.cities()).containsExactly("Ulm");
        }

        @Test
        void what_is_wrong_for_another_reason_stays_in_quarantine() {
            shop.fixture.submit(HubFixture.upsert(SHOP, CONTACT, "1", Map.of("email", "no e-mail", "city", "UL")));

            var taken = shop.answer("UL", "Ulm");

            assertThat(taken.released()).isEqualTo(1);
            assertThat(taken.kept()).isEqualTo(1);
            assertThat(shop.openInQuarantine()).isEqualTo(1);
        }
    }

    @Nested
    class On_the_way_out {

        @Test
        void a_golden_value_without_a_local_form_is_refused_before_it_is_sent_and_counted() {
            refuseUlm();

            assertThat(shop.values("open")).containsExactly("out Ulm 1");
            assertThat(refused()).isEqualTo(1);
        }

        @Test
        void an_answer_lets_the_refused_delivery_go() {
            refuseUlm();

            var taken = shop.answer("UL", "Ulm");

            assertThat(taken.retried()).isEqualTo(1);
            assertThat(refused()).isZero();
            assertThat(shop.values("answered")).containsExactly("out Ulm 1");
            assertThat(plan())
                    .isInstanceOfSatisfying(
                            DeliveryPlan.Send.class,
                            send -> assertThat(((Write.Create) send.write()).fields())
                                    .containsEntry("city", Value.text("UL")));
        }

        @Test
        void a_refusal_that_an_answer_overtook_is_not_counted() {
            shop.fixture.submit(contact(CRM, "1", "Ada", "ada@example.org", "Ulm"));
            var claim = claim();
            shop.answer("UL", "Ulm");

            refuse(claim);

            assertThat(shop.fixture.count("hub_ops.unmapped_value")).isZero();
            assertThat(shop.fixture.hub.mappings().get())
                    .as("who refused sees that the maps are others by now")
                    .isNotSameAs(claim.facts().mappings());
        }

        private void refuseUlm() {
            shop.fixture.submit(contact(CRM, "1", "Ada", "ada@example.org", "Ulm"));
            refuse(claim());
        }

        private void refuse(DueDeliveries.Claim claim) {
            var item = claim.items().getFirst();
            var plan = (DeliveryPlan.Refuse) DeliveryPlan.of(item.record(), item.copy(), sync(), claim.facts());
            assertThat(plan.reason()).contains("syncs.shop-contact.fields.city").contains("Ulm");
            var id = item.record().id();
            shop.fixture
                    .hub
                    .commands()
                    .send(
                            id,
                            facts -> new RefuseDelivery(
                                    id,
                                    item.copy(),
                                    item.record().revision(),
                                    plan.reason(),
                                    plan.problems(),
                                    facts,
                                    CityNames.KIM))
                    .orTimeout(30, TimeUnit.SECONDS)
                    .join();
        }

        private DeliveryPlan plan() {
            var claim = claim();
            var item = claim.items().getFirst();
            return DeliveryPlan.of(item.record(), item.copy(), sync(), claim.facts());
        }

        private DueDeliveries.Claim claim() {
            return shop.fixture.hub.deliveries().claim(SHOP, CONTACT, 10, Instant.now());
        }

        private SyncDefinition sync() {
            return shop.fixture.hub.mappings().get().sync(SHOP, CONTACT).orElseThrow();
        }

        private long refused() {
            return shop.fixture.count("hub_read.crosswalk where refused is not null");
        }
    }

    @Nested
    class Kept {

        @Test
        void a_restart_keeps_it_and_finds_nothing_changed() {
            var version = shop.answer("UL", "Ulm").version();

            shop.restart(CityNames.FILE, "file");

            assertThat(version).startsWith("file+");
            assertThat(shop.fixture.hub.mappings().get().definitions().version())
                    .isEqualTo(version);
            assertThat(shop.fixture.hub.definitionChanges()).isEmpty();
            assertThat(shop.say("1", "UL")).isInstanceOf(Outcome.Accepted.class);
            assertThat(shop.fixture.hub.valueAnswers().list())
                    .singleElement()
                    .satisfies(view -> assertThat(
                                    List.of(view.local(), view.golden(), view.answeredBy(), view.reason(), view.used()))
                            .containsExactly(Value.text("UL"), Value.text("Ulm"), "steward:kim", "asked them", true));
        }

        @Test
        void the_version_it_makes_is_listed_and_named_by_the_events_after_it() {
            shop.say("1", "BN");
            var version = shop.answer("UL", "Ulm").version();
            shop.say("2", "UL");

            assertThat(shop.fixture
                            .hub
                            .definitionVersions()
                            .list(Slice.Wanted.first(1))
                            .items())
                    .singleElement()
                    .satisfies(newest -> {
                        assertThat(newest.version()).isEqualTo(version);
                        assertThat(newest.changes()).containsOnlyKeys("syncs.shop-contact.fields.city");
                        assertThat(newest.changes().toString()).contains("Ulm=UL");
                    });
            assertThat(shop.fixture.count(
                            "hub_log.event where convert_from(meta, 'UTF8') like '%\"" + version + "\"%'"))
                    .isEqualTo(1);
        }

        @Test
        void the_file_wins_once_it_speaks_of_the_value() {
            shop.answer("UL", "Ulm");

            shop.restart(Map.of(Value.text("Bonn"), Value.text("BN"), Value.text("Uelzen"), Value.text("UL")), "later");

            shop.say("1", "UL");
            assertThat(shop.cities()).containsExactly("Uelzen");
            assertThat(shop.fixture.hub.valueAnswers().list()).isEmpty();
            assertThat(shop.fixture.hub.mappings().get().definitions().version())
                    .isEqualTo("later");
            assertThat(shop.fixture.count("hub_ops.value_answer where state = 'superseded'"))
                    .isEqualTo(1);
        }

        @Test
        void what_a_stop_left_undone_is_made_up_for() {
            shop.say("1", "UL");
            shop.fixture.hub.close();
            shop.fixture.database.update("""
                insert into hub_ops.value_answer
                    (sync, field, value, local, golden, answered_by, reason, answered_at)
                values ('shop-contact', 'city', 'UL', '"UL"', '"Ulm"', 'steward:kim', 'asked them', now())\
                """);

            shop.fixture.hub = shop.open(CityNames.FILE, "file", "node-1");

            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                assertThat(shop.openInQuarantine()).isZero();
                assertThat(shop.fixture.count("hub_ops.value_answer where done"))
                        .isEqualTo(1);
            });
        }

        @Test
        void it_counts_on_every_node_at_once() {
            try (var other = shop.open(CityNames.FILE, "file", "node-2")) {
                shop.answer("UL", "Ulm");

                var outcome = other.intake()
                        .submit(List.of(CityNames.change("1", "UL")))
                        .orTimeout(30, TimeUnit.SECONDS)
                        .join();

                assertThat(outcome).singleElement().isInstanceOf(Outcome.Accepted.class);
            }
        }
    }
}
