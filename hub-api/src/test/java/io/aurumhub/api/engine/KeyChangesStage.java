package io.aurumhub.api.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.adapter.postgres.DeliveryQueries.DeliveryState;
import io.aurumhub.adapter.postgres.Slice;
import io.aurumhub.adapter.postgres.WorkQueries.QuarantineView;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** People in crm and shop, where each system may give its rows other keys. */
abstract class KeyChangesStage {

    static final String FILE = """
        systems:
          crm: { rank: 1, connector: { type: jdbc, url: "jdbc:sqlite:crm.db" } }
          shop: { rank: 2, connector: { type: rest, baseUrl: "http://127.0.0.1:9" } }
        entities:
          person: { fields: { name: string, city: string }, match: [ { exact: [name] } ] }
          order: { fields: { number: string, person: { type: reference, entity: person } } }
        syncs:
          crm-people:
            system: crm
            entity: person
            resource: { table: p, key: id }
            detect: { poll: { every: 1s }, scanDeletes: 1ms }
            fields: { name: n, city: c }
          shop-people:
            system: shop
            entity: person
            resource: { path: /p, key: id }
            detect: { poll: { every: 1s }, scanDeletes: 1ms }
            fields: { name: name, city: city }
          crm-orders:
            system: crm
            entity: order
            resource: { table: o, key: id }
            detect: { poll: { every: 1s } }
            fields: { number: n, person: p }
          shop-orders:
            system: shop
            entity: order
            resource: { path: /o, key: id }
            fields: { number: n, person: p }
        """;

    HubStage stage = HubStage.of(FILE);

    @AfterEach
    void close() {
        stage.close();
    }

    PaperSystem crm() {
        return stage.system("crm");
    }

    void person(String key, String name) {
        crm().put("crm-people", key, Map.of("n", Value.text(name), "c", Value.text("Bonn")));
    }

    void renamed(String from, String to) {
        crm().rename("crm-people", from, to);
    }

    /** Two rounds, since the first one only loads. */
    void settle() {
        for (int round = 0; round < 2; round++) {
            stage.run("crm-people");
            stage.run("shop-people");
            stage.run("crm-orders");
            stage.deliver();
        }
    }

    /** Ann is 3 in crm and has a row of its own in the shop, S-1, with something that no map knows. */
    GoldenRecordId annInBoth() {
        stage.system("shop")
                .put(
                        "shop-people",
                        "S-1",
                        Map.of("name", Value.text("Ann"), "city", Value.text("Bonn"), "note", Value.text("vip")));
        person("3", "Ann");
        settle();
        return stage.record("crm-people", "3");
    }

    void assertSame(GoldenRecordId ann, String key) {
        assertThat(stage.record("crm-people", key)).isEqualTo(ann);
        assertThat(stage.record("shop-people", "S-1")).isEqualTo(ann);
        assertThat(stage.system("shop").rows("shop-people").get("S-1")).containsEntry("note", Value.text("vip"));
        assertThat(deletes()).isEmpty();
    }

    List<Write> deletes() {
        return stage.system("shop").writes().stream()
                .filter(Write.Delete.class::isInstance)
                .toList();
    }

    void assertSettled(int records) {
        assertThat(stage.queries()
                        .records()
                        .search(new EntityName("person"), Map.of(), Slice.Wanted.first(99))
                        .items())
                .hasSize(records);
        assertThat(stage.quarantine()).isEmpty();
        assertThat(stage.deliveries(DeliveryState.OPEN)).isEmpty();
        stage.assertQuiet();
        assertThat(stage.hub.replays().verify().identical()).isTrue();
    }

    List<String> history(GoldenRecordId ann) {
        return stage.hub.history().of(ann, 1, 50).stream()
                .filter(one -> one.type().equals("copy-relinked"))
                .map(one -> one.system() + " " + one.payload().get("from") + " "
                        + one.payload().get("to"))
                .toList();
    }

    QuarantineView question(String key) {
        return stage.quarantine().stream()
                .filter(one -> key.equals(one.localId()))
                .findFirst()
                .orElseThrow();
    }
}
