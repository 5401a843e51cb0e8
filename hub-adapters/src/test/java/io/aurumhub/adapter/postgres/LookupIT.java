package io.aurumhub.adapter.postgres;

import static io.aurumhub.adapter.postgres.HubFixture.CONTACT;
import static io.aurumhub.adapter.postgres.HubFixture.CRM;
import static io.aurumhub.adapter.postgres.HubFixture.ORDER;
import static io.aurumhub.adapter.postgres.HubFixture.SHOP;
import static io.aurumhub.adapter.postgres.HubFixture.contact;
import static io.aurumhub.adapter.postgres.HubFixture.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.Direction;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.delivery.DeliveryPlan;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.mapping.Mappings;
import io.aurumhub.core.shared.SyncId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** The shop's orders say their customer's e-mail, not an id. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class LookupIT {

    final HubFixture fixture = new HubFixture();

    @BeforeEach
    void orders_name_customers_by_e_mail() {
        fixture.hub.close();
        fixture.hub = open();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void the_customer_is_found_by_the_normal_form_of_the_e_mail() {
        fixture.submit(contact(CRM, "c1", "Ada", "ada@example.org", "Bonn"));

        assertThat(say(order("o1", " ADA@Example.org "))).isInstanceOf(Outcome.Accepted.class);

        assertThat(customerOf("A-o1")).isEqualTo(idOf("Ada"));
    }

    @Test
    void the_customer_may_come_in_the_same_batch() {
        var outcomes =
                fixture.submit(contact(CRM, "c1", "Ada", "ada@example.org", "Bonn"), order("o1", "ada@example.org"));

        assertThat(outcomes).allSatisfy(one -> assertThat(one).isInstanceOf(Outcome.Accepted.class));
        assertThat(customerOf("A-o1")).isEqualTo(idOf("Ada"));
    }

    @Test
    void an_order_waits_for_its_customer_and_goes_on_when_one_comes_from_whichever_system() {
        assertThat(say(order("o1", "ada@example.org")))
                .isInstanceOfSatisfying(
                        Outcome.Waiting.class,
                        waiting -> assertThat(waiting.waitsFor()).isEqualTo("contact?email|15:ada@example.org"));
        assertThat(fixture.database.queryForObject("select reasons ->> 0 from hub_ops.quarantine", String.class))
                .isEqualTo("It refers to the contact with email ada@example.org, which is not known yet");

        fixture.submit(contact(CRM, "c1", "Ada", "Ada@example.org", "Bonn"));

        awaitOrder("o1", "Ada");
    }

    @Test
    void it_goes_on_when_a_known_contact_gets_the_e_mail() {
        fixture.submit(contact(CRM, "c1", "Ada", "old@example.org", "Bonn"));
        say(order("o1", "ada@example.org"));

        fixture.submit(contact(CRM, "c1", "Ada", "ada@example.org", "Bonn"));

        awaitOrder("o1", "Ada");
    }

    @Test
    void what_came_while_the_hub_was_stopped_in_between_is_made_up_for() {
        say(order("o1", "ada@example.org"));
        fixture.hub.close();
        try (var without = fixture.open()) {
            without.intake()
                    .submit(List.of(contact(CRM, "c1", "Ada", "ada@example.org", "Bonn")))
                    .join();
        }

        fixture.hub = open();

        awaitOrder("o1", "Ada");
    }

    @Test
    void the_customers_new_e_mail_moves_no_order() {
        fixture.submit(contact(CRM, "c1", "Ada", "ada@example.org", "Bonn"));
        say(order("o1", "ada@example.org"));
        fixture.submit(contact(CRM, "c1", "Ada", "new@example.org", "Bonn"));

        assertThat(say(order("o1", "ada@example.org"))).as("the same again").isInstanceOf(Outcome.Unchanged.class);
        assertThat(say(order("o1", "new@example.org"))).as("the same customer").isInstanceOf(Outcome.Accepted.class);

        assertThat(customerOf("A-o1")).isEqualTo(idOf("Ada"));
    }

    @Test
    void another_e_mail_is_another_customer() {
        fixture.submit(contact(CRM, "c1", "Ada", "ada@example.org", "Bonn"));
        fixture.submit(contact(CRM, "c2", "Bob", "bob@example.org", "Kiel"));
        say(order("o1", "ada@example.org"));

        say(order("o1", "bob@example.org"));

        assertThat(customerOf("A-o1")).isEqualTo(idOf("Bob"));
    }

    @Test
    void nothing_is_nobody_and_no_e_mail_is_quarantined() {
        assertThat(say(order("o1", ""))).isInstanceOf(Outcome.Accepted.class);
        assertThat(customerOf("A-o1")).isNull();

        assertThat(say(order("o2", "not an e-mail")))
                .isInstanceOfSatisfying(
                        Outcome.Quarantined.class,
                        quarantined -> assertThat(quarantined.reasons())
                                .containsExactly(
                                        "customer (from customer): no contact can be looked up by it, since it is no"
                                                + " value of email"));
    }

    @Test
    void other_systems_get_the_customer_by_their_own_ids() {
        fixture.submit(contact(CRM, "c1", "Ada", "ada@example.org", "Bonn"));
        say(order("o1", "ada@example.org"));

        var claim = fixture.hub.deliveries().claim(CRM, ORDER, 10, Instant.now());
        var item = claim.items().getFirst();
        var sync = fixture.hub.mappings().get().sync(CRM, ORDER).orElseThrow();
        assertThat(DeliveryPlan.of(item.record(), item.copy(), sync, claim.facts())
                        .toString())
                .contains("customer=c1");
    }

    private Outcome say(Change change) {
        return fixture.submit(change).getFirst();
    }

    private static Change order(String localId, String customer) {
        return upsert(SHOP, ORDER, localId, Map.of("number", "A-" + localId, "customer", customer));
    }

    private @Nullable String customerOf(String number) {
        return fixture.database.queryForObject(
                "select fields ->> 'customer' from hub_read.golden_record where fields ->> 'number' = ?",
                String.class,
                number);
    }

    private @Nullable String idOf(String name) {
        return fixture.database.queryForObject(
                "select record_id::text from hub_read.golden_record where entity = ? and fields ->> 'name' = ?",
                String.class,
                CONTACT.value(),
                name);
    }

    private void awaitOrder(String localId, String customer) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(fixture.count("hub_ops.quarantine where state = 'open'")).isZero();
            assertThat(fixture.count("hub_read.golden_record where entity = 'order'"))
                    .isEqualTo(1);
        });
        assertThat(customerOf("A-" + localId)).isEqualTo(idOf(customer));
    }

    private PostgresHub open() {
        var old = HubFixture.definitions();
        var syncs = new LinkedHashMap<SyncId, SyncDefinition>(old.syncs());
        syncs.computeIfPresent(new SyncId("shop-order"), (id, sync) -> {
            var maps = new LinkedHashMap<String, FieldMap>(sync.fields());
            maps.computeIfPresent(
                    "customer",
                    (name, map) -> map.lookingUp("email").with(map.flow().with(Direction.IN)));
            return sync.with(maps);
        });
        var definitions = new Definitions(old.systems(), old.entities(), syncs, "lookup");
        return PostgresHub.open(fixture.source, new Mappings(definitions), Clock.systemUTC(), "node-1");
    }
}
