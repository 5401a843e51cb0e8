package io.aurumhub.adapter.postgres;

import com.zaxxer.hikari.HikariDataSource;
import io.aurumhub.adapter.TestDatabase;
import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.DeleteRule;
import io.aurumhub.core.definition.Deletes;
import io.aurumhub.core.definition.DeliverySettings;
import io.aurumhub.core.definition.Detection;
import io.aurumhub.core.definition.Direction;
import io.aurumhub.core.definition.DriftMode;
import io.aurumhub.core.definition.EntityDefinition;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.definition.SystemDefinition;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.mapping.Mappings;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** A hub on a database of its own, with crm (rank 1) and shop (rank 2), contacts and orders. */
final class HubFixture implements AutoCloseable {

    static final SystemId CRM = new SystemId("crm");
    static final SystemId SHOP = new SystemId("shop");
    static final EntityName CONTACT = new EntityName("contact");
    static final EntityName ORDER = new EntityName("order");

    final TestDatabase testDatabase;
    final HikariDataSource source;
    final JdbcTemplate database;
    PostgresHub hub;

    HubFixture() {
        testDatabase = HubTables.migrated();
        source = testDatabase.pooled();
        database = new JdbcTemplate(source);
        hub = open();
    }

    PostgresHub open() {
        return open("node-1");
    }

    PostgresHub open(String node) {
        return PostgresHub.open(source, new Mappings(definitions()), Clock.systemUTC(), node);
    }

    static Definitions definitions() {
        var contact = new EntityDefinition(
                CONTACT,
                fields(
                        new FieldDefinition("name", FieldType.STRING, true, null),
                        FieldDefinition.of("email", FieldType.EMAIL),
                        FieldDefinition.of("city", FieldType.STRING)),
                List.of(List.of("email")));
        var order = new EntityDefinition(
                ORDER,
                fields(
                        FieldDefinition.of("number", FieldType.STRING),
                        new FieldDefinition("customer", FieldType.REFERENCE, false, CONTACT)),
                List.of(List.of("number")));
        return Definitions.of(
                List.of(
                        new SystemDefinition(CRM, 1, "jdbc", Map.of()),
                        new SystemDefinition(SHOP, 2, "rest", Map.of())),
                List.of(contact, order),
                List.of(
                        sync(CRM, CONTACT, "name", "email", "city"),
                        sync(SHOP, CONTACT, "name", "email", "city"),
                        sync(SHOP, ORDER, "number", "customer"),
                        sync(CRM, ORDER, "number", "customer")),
                "test");
    }

    private static Map<String, FieldDefinition> fields(FieldDefinition... fields) {
        var map = new LinkedHashMap<String, FieldDefinition>();
        Arrays.stream(fields).forEach(field -> map.put(field.name(), field));
        return map;
    }

    private static SyncDefinition sync(SystemId system, EntityName entity, String... names) {
        var id = new SyncId(system + "-" + entity);
        var maps = new LinkedHashMap<String, FieldMap>();
        for (var name : names) {
            maps.put(name, FieldMap.named(name, name));
        }
        return new SyncDefinition(
                id,
                system,
                entity,
                Direction.BOTH,
                new Resource(id, Map.of("externalId", Value.text("aurum")), maps.keySet()),
                Detection.none(),
                maps,
                Deletes.by(DeleteRule.PROPAGATE),
                List.of(),
                null,
                DriftMode.IGNORE,
                Map.of(),
                DeliverySettings.USUAL);
    }

    static Change upsert(SystemId system, EntityName entity, String localId, Map<String, ?> fields) {
        var values = new LinkedHashMap<String, Value>();
        fields.forEach((name, value) -> values.put(name, Value.of(value)));
        return new Change(
                system,
                entity,
                localId,
                Change.Kind.UPSERT,
                true,
                values,
                null,
                null,
                null,
                null,
                Provenance.of("system:" + system));
    }

    static Change contact(SystemId system, String localId, String name, String email, String city) {
        return upsert(system, CONTACT, localId, Map.of("name", name, "email", email, "city", city));
    }

    static Change gone(SystemId system, EntityName entity, String localId) {
        return gone(system, entity, localId, null);
    }

    static Change gone(SystemId system, EntityName entity, String localId, @Nullable String changeId) {
        return new Change(
                system,
                entity,
                localId,
                Change.Kind.DELETE,
                true,
                Map.of(),
                null,
                null,
                null,
                changeId,
                Provenance.of("system:" + system));
    }

    /** The same change with what its system, or the read that showed it, says beside the fields. */
    static Change said(
            Change change, @Nullable Instant changedAt, @Nullable Instant observedAt, @Nullable String changeId) {
        return new Change(
                change.system(),
                change.entity(),
                change.localId(),
                change.kind(),
                change.full(),
                change.fields(),
                change.version(),
                changedAt,
                observedAt,
                changeId,
                change.cause());
    }

    List<Outcome> submit(Change... changes) {
        try {
            return hub.intake().submit(List.of(changes)).get(30, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    long count(String table) {
        var count = database.queryForObject("select count(*) from " + table, Long.class);
        return count == null ? 0 : count;
    }

    @Override
    public void close() {
        hub.close();
        source.close();
    }
}
