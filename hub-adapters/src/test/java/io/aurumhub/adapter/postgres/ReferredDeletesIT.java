package io.aurumhub.adapter.postgres;

import static io.aurumhub.adapter.postgres.HubFixture.CONTACT;
import static io.aurumhub.adapter.postgres.HubFixture.CRM;
import static io.aurumhub.adapter.postgres.HubFixture.ORDER;
import static io.aurumhub.adapter.postgres.HubFixture.SHOP;
import static io.aurumhub.adapter.postgres.HubFixture.gone;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.history.Stewardship;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.record.Conflict;
import io.aurumhub.core.record.CopyId;
import io.aurumhub.core.record.GoldenRecordCommand.RefuseDelivery;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Provenance;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.RowCallbackHandler;

/** A record that others refer to is deleted. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ReferredDeletesIT {

    private static final Provenance KIM = Provenance.of("kim").because("sure");

    private final HubFixture fixture = new HubFixture();
    private final HubQueries queries = HubQueries.of(fixture.source, HubFixture.definitions(), Clock.systemUTC());

    @AfterEach
    void close() {
        fixture.close();
    }

    private GoldenRecordId ann() {
        fixture.submit(HubFixture.contact(SHOP, "S1", "Ann", "ann@example.org", "Bonn"));
        return id(CONTACT, "S1");
    }

    private void order(String localId) {
        fixture.submit(newOrder(localId, "S1"));
    }

    private static Change newOrder(String localId, String customer) {
        return HubFixture.upsert(SHOP, ORDER, localId, Map.of("number", "N" + localId, "customer", customer));
    }

    private GoldenRecordId id(EntityName entity, String localId) {
        return queries.records().linked(SHOP, entity, localId).orElseThrow();
    }

    private boolean deleted(GoldenRecordId record) {
        return queries.records().record(record).orElseThrow().deleted();
    }

    private List<String> conflicts(GoldenRecordId record) {
        return fixture.database.queryForList(
                "select state || ': ' || rule from hub_read.conflict where record_id = ? and field = '*'"
                        + " order by revision",
                String.class,
                record.value());
    }

    private Stewardship steward() {
        return fixture.hub.stewardship();
    }

    private long conflictRevision(GoldenRecordId record) {
        return Objects.requireNonNull(fixture.database.queryForObject(
                "select max(revision) from hub_read.conflict where record_id = ?", Long.class, record.value()));
    }

    @Test
    void waits_for_a_steward_who_is_told_how_many_and_which() {
        var ann = ann();
        IntStream.rangeClosed(1, 3).forEach(number -> order("471" + number));

        fixture.submit(gone(SHOP, CONTACT, "S1"));

        assertThat(deleted(ann)).isFalse();
        assertThat(conflicts(ann))
                .containsExactly("open: referenced: 3 order records refer to it, first 4711 in shop; it is deleted once"
                        + " none does, or by a steward's decision");
        assertThat(queries.status().status().openConflicts()).isEqualTo(1);
    }

    @Test
    void a_steward_lets_the_delete_win() {
        var ann = ann();
        order("4711");
        fixture.submit(gone(SHOP, CONTACT, "S1"));

        steward().overturn(ann, conflictRevision(ann), Conflict.WHOLE_RECORD, KIM);

        assertThat(deleted(ann)).isTrue();
        assertThat(conflicts(ann)).singleElement().asString().startsWith("overturned: ");
    }

    @Test
    void a_steward_lets_the_record_live_and_the_system_gets_it_again() {
        var ann = ann();
        order("4711");
        fixture.submit(gone(SHOP, CONTACT, "S1"));

        steward().uphold(ann, conflictRevision(ann), Conflict.WHOLE_RECORD, KIM);

        assertThat(conflicts(ann)).singleElement().asString().startsWith("upheld: ");
        assertThat(fixture.database.queryForList(
                        "select number || ' ' || state from hub_read.crosswalk where record_id = ? and system = 'shop'"
                                + " order by number",
                        String.class,
                        ann.value()))
                .containsExactly("0 gone", "1 pending");
        fixture.submit(gone(SHOP, ORDER, "4711"));
        assertThat(deleted(ann)).isFalse();
    }

    @Test
    void is_carried_out_once_the_last_of_them_is_gone() {
        var ann = ann();
        order("4711");
        order("4712");
        fixture.submit(gone(SHOP, CONTACT, "S1"));

        fixture.submit(gone(SHOP, ORDER, "4711"));
        assertThat(deleted(ann)).isFalse();
        fixture.submit(gone(SHOP, ORDER, "4712"));

        assertThat(deleted(ann)).isTrue();
        assertThat(conflicts(ann)).singleElement().asString().startsWith("agreed: ");
    }

    @Test
    void is_carried_out_once_they_refer_to_another() {
        var ann = ann();
        order("4711");
        fixture.submit(gone(SHOP, CONTACT, "S1"));
        fixture.submit(HubFixture.contact(SHOP, "S2", "Bob", "bob@example.org", "Ulm"));

        fixture.submit(newOrder("4711", "S2"));

        assertThat(deleted(ann)).isTrue();
        assertThat(deleted(id(CONTACT, "S2"))).isFalse();
    }

    @Test
    void in_one_batch_the_order_of_parent_and_child_does_not_matter() {
        for (boolean parentFirst : List.of(true, false)) {
            var ann = ann();
            order("4711");
            var contact = gone(SHOP, CONTACT, "S1");
            var order = gone(SHOP, ORDER, "4711");

            fixture.submit(parentFirst ? new Change[] {contact, order} : new Change[] {order, contact});

            assertThat(deleted(ann)).as("parent first: %s", parentFirst).isTrue();
            assertThat(deleted(id(ORDER, "4711"))).isTrue();
        }
        assertThat(queries.status().status().openConflicts()).isZero();
    }

    @Test
    void a_child_that_is_made_in_the_same_batch_counts() {
        var ann = ann();

        fixture.submit(newOrder("4711", "S1"), gone(SHOP, CONTACT, "S1"));

        assertThat(deleted(ann)).isFalse();
    }

    @Test
    void a_child_whose_update_leaves_the_batch_with_another_parent_does_not_count() {
        var ann = ann();
        order("4711");
        fixture.submit(HubFixture.contact(SHOP, "S2", "Bob", "bob@example.org", "Ulm"));

        fixture.submit(newOrder("4711", "S2"), gone(SHOP, CONTACT, "S1"));

        assertThat(deleted(ann)).isTrue();
        assertThat(conflicts(ann)).isEmpty();
    }

    @Test
    void whose_local_record_comes_back_waits_no_more() {
        var ann = ann();
        order("4711");
        fixture.submit(gone(SHOP, CONTACT, "S1"));

        ann();
        fixture.submit(gone(SHOP, ORDER, "4711"));

        assertThat(deleted(ann)).isFalse();
        assertThat(conflicts(ann)).singleElement().asString().startsWith("agreed: ");
    }

    @Test
    void a_removal_that_a_system_refused_is_taken_up_again_when_the_child_is_gone_from_there() {
        var ann = ann();
        fixture.submit(HubFixture.contact(CRM, "C1", "Ann", "ann@example.org", "Bonn"));
        order("4711");
        fixture.submit(HubFixture.upsert(CRM, ORDER, "O1", Map.of("number", "N4711", "customer", "C1")));
        fixture.submit(gone(SHOP, CONTACT, "S1"));
        steward().overturn(ann, conflictRevision(ann), Conflict.WHOLE_RECORD, KIM);
        var crm = CopyId.first(CRM);
        fixture.hub
                .commands()
                .send(ann, facts -> new RefuseDelivery(ann, crm, 99, "violates foreign key", facts, KIM))
                .join();
        assertThat(refusals()).containsExactly("violates foreign key");

        fixture.submit(gone(CRM, ORDER, "O1"));

        assertThat(refusals()).isEmpty();
    }

    private List<String> refusals() {
        return fixture.database.queryForList(
                "select refused from hub_read.crosswalk where refused is not null", String.class);
    }

    @Test
    void in_each_system_the_child_leaves_first() {
        var ann = ann();
        fixture.submit(HubFixture.contact(CRM, "C1", "Ann", "ann@example.org", "Bonn"));
        order("4711");
        fixture.submit(HubFixture.upsert(CRM, ORDER, "O1", Map.of("number", "N4711", "customer", "C1")));
        fixture.submit(gone(SHOP, ORDER, "4711"), gone(SHOP, CONTACT, "S1"));
        var claim =
                fixture.hub.deliveries().claim(CRM, CONTACT, 10, Instant.now().plusSeconds(60));

        assertThat(claim.items()).hasSize(1);
        assertThat(claim.facts().leavingBefore(ann, CRM)).hasValue("O1");

        fixture.submit(gone(CRM, ORDER, "O1"));
        var again =
                fixture.hub.deliveries().claim(CRM, CONTACT, 10, Instant.now().plusSeconds(600));
        assertThat(again.facts().leavingBefore(ann, CRM)).isEmpty();
    }

    @Test
    void a_thousand_deletes_ask_in_one_query_that_uses_an_index() {
        fixture.submit(IntStream.range(0, 1_000)
                .mapToObj(number -> HubFixture.contact(SHOP, "S" + number, "N", "n" + number + "@example.org", "Bonn"))
                .toArray(Change[]::new));
        fixture.submit(IntStream.range(0, 1_000)
                .mapToObj(number -> newOrder("O" + number, "S" + number))
                .toArray(Change[]::new));
        fixture.database.execute("analyze hub_read.golden_record");

        var outcomes = fixture.submit(IntStream.range(0, 1_000)
                .mapToObj(number -> gone(SHOP, CONTACT, "S" + number))
                .toArray(Change[]::new));

        assertThat(outcomes).allMatch(Outcome.Accepted.class::isInstance);
        assertThat(queries.status().status().openConflicts()).isEqualTo(1_000);
        var plan = new StringBuilder();
        fixture.database.query(
                "explain select * from unnest(array['{\"customer\": \"x\"}']) w(field)"
                        + " join hub_read.golden_record g on g.fields @> w.field::jsonb",
                (RowCallbackHandler) row -> plan.append(row.getString(1)).append('\n'));
        assertThat(plan.toString()).contains("golden_record_fields");
    }
}
