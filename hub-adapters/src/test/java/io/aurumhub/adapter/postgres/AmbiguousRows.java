package io.aurumhub.adapter.postgres;

import static io.aurumhub.adapter.postgres.HubFixture.CONTACT;
import static io.aurumhub.adapter.postgres.HubFixture.CRM;
import static io.aurumhub.adapter.postgres.HubFixture.SHOP;
import static io.aurumhub.adapter.postgres.HubFixture.contact;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.intake.Change;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.SystemId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** One row of crm and two of the shop with one e-mail address, and what became of them. */
abstract class AmbiguousRows {

    static final String MAIL = "ada@example.org";
    static final Provenance KIM = Provenance.of("steward:kim").because("asked her");
    static final UUID RUN = UUID.fromString("01970000-0000-7000-8000-0000000000aa");

    final HubFixture fixture = new HubFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    /** a is the one row of crm; b and c are the two of the shop. */
    static Stream<List<String>> orders() {
        return Stream.of(
                List.of("a", "b", "c"),
                List.of("a", "c", "b"),
                List.of("b", "a", "c"),
                List.of("c", "a", "b"),
                List.of("b", "c", "a"),
                List.of("c", "b", "a"));
    }

    static Change row(String name) {
        return switch (name) {
            case "a" -> contact(CRM, "1", "Ada", MAIL, "Bonn");
            case "b" -> contact(SHOP, "S-1", "Ada One", " ADA@example.org", "Köln");
            default -> contact(SHOP, "S-2", "Ada Two", "ada@Example.org ", "Trier");
        };
    }

    void firstReads() {
        fixture.hub.syncStates().begun(new SyncId("crm-contact"));
        fixture.hub.syncStates().begun(new SyncId("shop-contact"));
    }

    static Change inRun(Change change, @Nullable UUID run) {
        return change.with(new Provenance("system:" + change.system(), run, null, null));
    }

    List<String> linked() {
        return fixture.database.queryForList("""
            select string_agg(system || ' ' || local_id, ' + ' order by system, local_id) from hub_read.crosswalk
            where state = 'linked' group by record_id order by 1\
            """, String.class);
    }

    List<String> open() {
        return fixture.database.queryForList(
                "select system || ' ' || local_id from hub_ops.quarantine where state = 'open' and kind = 'match'"
                        + " order by 1",
                String.class);
    }

    long number(String localId) {
        var number = fixture.database.queryForObject(
                "select number from hub_ops.quarantine where state = 'open' and kind = 'match' and local_id = ?",
                Long.class,
                localId);
        return number == null ? 0 : number;
    }

    GoldenRecordId record(String localId) {
        return new GoldenRecordId(Objects.requireNonNull(fixture.database.queryForObject(
                "select record_id from hub_read.crosswalk where local_id = ?", UUID.class, localId)));
    }

    void assertNobodyIsLinked() {
        assertThat(linked()).allMatch(link -> !link.contains("+"));
        assertThat(Stream.concat(linked().stream(), open().stream()).toList())
                .containsExactlyInAnyOrder("crm 1", "shop S-1", "shop S-2");
        assertThat(open()).isNotEmpty();
        assertReplayed();
    }

    void assertReplayed() {
        assertThat(fixture.hub.replays().verify().identical()).isTrue();
    }

    List<String> names(String localId) {
        return fixture.database.queryForList(
                "select fields ->> 'name' from hub_read.golden_record join hub_read.crosswalk using (record_id)"
                        + " where local_id = ?",
                String.class,
                localId);
    }

    void awaitOpen(String... rows) {
        Awaitility.await().untilAsserted(() -> assertThat(open()).containsExactlyInAnyOrder(rows));
    }

    List<DueDeliveries.Item> claim(SystemId system) {
        return fixture.hub
                .deliveries()
                .claim(system, CONTACT, 10, Instant.now())
                .items();
    }
}
