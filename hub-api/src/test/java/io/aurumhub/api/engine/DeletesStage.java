package io.aurumhub.api.engine;

import io.aurumhub.adapter.postgres.RecordQueries.RecordView;
import io.aurumhub.adapter.postgres.Slice;
import io.aurumhub.adapter.postgres.WorkQueries.ConflictFilter;
import io.aurumhub.adapter.postgres.WorkQueries.ConflictView;
import io.aurumhub.core.record.Conflict;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.SystemId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;

/** Contacts in three systems, and their orders in two of them. */
abstract class DeletesStage {

    private static final String FILE = """
        systems:
          crm: { rank: 1, connector: { type: jdbc, url: "jdbc:sqlite:crm.db" } }
          shop: { rank: 2, connector: { type: rest, baseUrl: "http://127.0.0.1:9" } }
          erp: { rank: 3, connector: { type: jdbc, url: "jdbc:sqlite:erp.db" } }
        entities:
          contact: { fields: { name: string, city: CITY } }
          order: { fields: { number: string, contact: { type: reference, entity: contact } } }
        syncs:
          crm-contacts: { system: crm, entity: contact, resource: { table: c, key: id }, fields: { name: n, city: c } }
          erp-contacts:
            system: erp
            entity: contact
            resource: { table: c, key: id }
            fields: { name: n, city: c }
            ERP
          shop-contacts:
            system: shop
            entity: contact
            resource: { path: /c, key: id }
            fields: { name: name, city: city }
            detect: { poll: { every: 1h }, scanDeletes: 1ms }
            SHOP
          shop-orders:
            system: shop
            entity: order
            resource: { path: /o, key: id }
            fields: { number: number, contact: contact }
          erp-orders: { system: erp, entity: order, resource: { table: o, key: id }, fields: { number: n, contact: c } }
        """;

    HubStage stage = HubStage.of(file("", "", "string"));
    GoldenRecordId ann = GoldenRecordId.parse("01970000-0000-7000-8000-000000000001");

    private static String file(String shop, String erp, String city) {
        return FILE.replace("SHOP", shop).replace("ERP", erp).replace("CITY", city);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    void reopen(String shop, String erp, String city) {
        stage.close();
        stage = HubStage.of(file(shop, erp, city));
    }

    /** Ann is in all three systems: shop S-1, crm crm-1, erp erp-1. */
    void annEverywhere() {
        stage.deliver("shop-contacts", "S-1", Map.of("name", "Ann", "city", "Bonn"));
        ann = stage.queries()
                .records()
                .linked(new SystemId("shop"), new EntityName("contact"), "S-1")
                .orElseThrow();
    }

    RecordView record() {
        return stage.queries().records().record(ann).orElseThrow();
    }

    List<String> copies() {
        return record().copies().stream()
                .map(copy -> copy.system() + " " + copy.localId() + " " + copy.state())
                .toList();
    }

    List<ConflictView> conflicts() {
        return stage.queries()
                .work()
                .conflicts(ConflictFilter.of(ann.value()), Slice.Wanted.first(9))
                .items();
    }

    Set<String> rows(String sync) {
        return stage.system(sync.substring(0, sync.indexOf('-'))).rows(sync).keySet();
    }

    void steward(boolean deleteWins) {
        var conflict = conflicts().getFirst();
        var cause = Provenance.of("kim").because("sure");
        if (deleteWins) {
            stage.hub.stewardship().overturn(ann, conflict.revision(), Conflict.WHOLE_RECORD, cause);
        } else {
            stage.hub.stewardship().uphold(ann, conflict.revision(), Conflict.WHOLE_RECORD, cause);
        }
        stage.deliver();
    }
}
