package io.aurumhub.api.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.adapter.postgres.Slice;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.Value;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;

/** Contacts of which two systems mark what is deleted, and the third throws it away. */
abstract class UndeletesStage {

    /** crm and shop mark what is deleted; erp throws it away. */
    static final String FILE = """
        systems:
          crm: { rank: 1, connector: { type: jdbc, url: "jdbc:sqlite:crm.db" } }
          shop: { rank: 2, connector: { type: rest, baseUrl: "http://127.0.0.1:9" } }
          erp: { rank: 3, connector: { type: jdbc, url: "jdbc:sqlite:erp.db" } }
        entities:
          contact: { fields: { name: string, city: string }, match: [ { exact: [name] } ] }
        syncs:
          crm-contacts:
            system: crm
            entity: contact
            resource: { table: c, key: id, softDelete: deleted_at }
            fields: { name: n, city: c }
          shop-contacts:
            system: shop
            entity: contact
            resource: { path: /c, key: id, softDelete: deleted }
            fields: { name: name, city: city }
            SHOP
          erp-contacts:
            system: erp
            entity: contact
            resource: { table: c, key: id }
            fields: { name: n, city: c }
        """;

    HubStage stage = HubStage.of(FILE.replace("SHOP", ""));

    @AfterEach
    void close() {
        stage.close();
    }

    void reopen(String shop) {
        stage.close();
        stage = HubStage.of(FILE.replace("SHOP", shop));
    }

    /** Each of crm and shop has a row of its own for Ann, with something that no map knows; erp got one of the hub. */
    void annEverywhere() {
        stage.edit("shop-contacts", "S-1", Map.of("name", "Ann", "city", "Bonn", "note", "of the shop"));
        stage.edit("crm-contacts", "1", Map.of("n", "Ann", "c", "Bonn", "memo", "of the crm"));
        stage.deliver();
        assertThat(rows("erp")).containsExactly("erp-1");
    }

    Set<String> rows(String system) {
        return stage.system(system).rows(system + "-contacts").keySet();
    }

    Map<String, Value> row(String system) {
        return stage.row(system + "-contacts");
    }

    /** It is deleted in crm, and everywhere. */
    void deletedEverywhere() {
        stage.gone("crm-contacts", "1");
        stage.deliver();
        assertThat(rows("shop")).isEmpty();
        assertThat(rows("erp")).isEmpty();
    }

    /** The users of a system take the mark away, and the hub reads the row. */
    void undelete(String system, String localId) {
        stage.system(system).undelete(system + "-contacts", localId);
        stage.read(system + "-contacts", localId);
    }

    void assertOwnRowsAreBack(String city) {
        assertThat(rows("crm")).containsExactly("1");
        assertThat(row("crm")).containsEntry("memo", Value.text("of the crm")).containsEntry("c", Value.text(city));
        assertThat(rows("shop")).containsExactly("S-1");
        assertThat(row("shop"))
                .containsEntry("note", Value.text("of the shop"))
                .containsEntry("city", Value.text(city));
        assertThat(stage.queries()
                        .records()
                        .search(new EntityName("contact"), Map.of(), Slice.Wanted.first(9))
                        .items())
                .hasSize(1);
        stage.assertQuiet();
        assertThat(stage.hub.replays().verify().identical()).isTrue();
    }

    List<String> copies(String system) {
        return stage.queries().records().record(stage.record("crm-contacts", "1")).orElseThrow().copies().stream()
                .filter(copy -> copy.system().equals(system))
                .map(copy -> copy.localId() + " " + copy.state())
                .toList();
    }
}
