package io.aurumhub.adapter.postgres;

import static io.aurumhub.adapter.postgres.HubFixture.CONTACT;
import static io.aurumhub.adapter.postgres.HubFixture.CRM;
import static io.aurumhub.adapter.postgres.HubFixture.SHOP;
import static io.aurumhub.adapter.postgres.HubFixture.contact;
import static io.aurumhub.adapter.postgres.HubFixture.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.connector.Pointer;
import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.DriftMode;
import io.aurumhub.core.definition.EntityDefinition;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.mapping.Mappings;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** What a start with changed definitions does to the records that are there. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DefinitionChangeIT {

    final HubFixture fixture = new HubFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void an_added_field_is_filled_from_what_was_recorded() {
        restart(definitions("evolving", sync(SHOP, it -> with(it, it.fields(), DriftMode.EVOLVE))));
        var id = accepted(upsert(SHOP, CONTACT, "S1", Map.of("name", "Ann", "phone", "030 1234")));

        restart(withPhone("phones"));

        assertThat(golden(id)).containsEntry("phone", "030 1234");
        assertThat(types(id)).endsWith("record-remapped");
        assertThat(fixture.hub.replays().verify().identical()).isTrue();
    }

    @Test
    void an_added_field_that_was_not_recorded_is_read_from_the_beginning() {
        var sync = new SyncId("shop-contact");
        fixture.hub.syncStates().advance(sync, new Pointer("17"), true, Instant.now(), Instant.now());
        fixture.hub
                .syncStates()
                .advance(new SyncId("crm-contact"), new Pointer("4"), true, Instant.now(), Instant.now());

        restart(withPhone("phones"));

        assertThat(fixture.hub.syncStates().of(sync).pointer()).isNull();
        assertThat(fixture.hub.syncStates().of(sync).loaded()).isTrue();
        assertThat(fixture.hub.syncStates().of(new SyncId("crm-contact")).pointer())
                .isNull();
        assertThat(fixture.hub.syncStates().of(new SyncId("shop-order")).pointer())
                .isNull();
    }

    @Test
    void who_was_never_told_of_a_field_has_not_seen_it() {
        restart(definitions("crm only", sync(SHOP, DefinitionChangeIT::withoutCity)));
        var id = accepted(contact(CRM, "C1", "Ann", "ann@example.org", "Berlin"));
        fixture.submit(upsert(SHOP, CONTACT, "S1", Map.of("name", "Ann", "email", "ann@example.org")));
        assertThat(due(SHOP.value())).isZero();

        restart(HubFixture.definitions());
        assertThat(due(SHOP.value())).isOne();
        fixture.submit(contact(SHOP, "S1", "Ann", "ann@example.org", "Bonn"));

        assertThat(golden(id)).as("crm outranks shop, which never saw Berlin").containsEntry("city", "Berlin");
        assertThat(fixture.count("hub_read.conflict")).isOne();
    }

    @Test
    void a_mended_map_mends_the_systems_own_words_and_no_others() {
        var id = accepted(upsert(SHOP, CONTACT, "S1", Map.of("name", "Ann", "email", "ann@example.org", "city", "B")));
        var other = accepted(contact(CRM, "C2", "Bob", "bob@example.org", "HH"));
        fixture.submit(contact(SHOP, "S2", "Bob", "bob@example.org", "HH"));

        restart(definitions("translated", sync(SHOP, it -> {
            var maps = new LinkedHashMap<>(it.fields());
            maps.put(
                    "city",
                    new FieldMap(
                            "city",
                            "city",
                            null,
                            null,
                            null,
                            Map.of(Value.text("Berlin"), Value.text("B"), Value.text("Hamburg"), Value.text("HH")),
                            false));
            return with(it, maps, it.drift());
        })));

        assertThat(golden(id)).containsEntry("city", "Berlin");
        assertThat(golden(other)).as("crm's word, whatever shop's means now").containsEntry("city", "HH");
        assertThat(fixture.count("hub_read.conflict")).isZero();
    }

    @Test
    void a_new_target_is_owed_what_is_there_and_a_removed_one_nothing() {
        restart(definitions("crm only", sync(SHOP, it -> null)));
        accepted(contact(CRM, "C1", "Ann", "ann@example.org", "Berlin"));
        assertThat(due(SHOP.value())).isZero();

        restart(HubFixture.definitions());
        assertThat(due(SHOP.value())).isOne();

        restart(definitions("crm again", sync(SHOP, it -> null)));
        assertThat(due(SHOP.value())).isZero();
        assertThat(fixture.hub.replays().verify().identical()).isTrue();
    }

    @Test
    void a_start_that_was_not_finished_leaves_alone_what_was_done() {
        restart(definitions("evolving", sync(SHOP, it -> with(it, it.fields(), DriftMode.EVOLVE))));
        accepted(contact(CRM, "C1", "Ann", "ann@example.org", "Berlin"));
        var id = accepted(upsert(
                SHOP,
                CONTACT,
                "S1",
                Map.of("name", "Ann", "email", "ann@example.org", "city", "Berlin", "phone", "1")));
        restart(withPhone("phones"));
        long events = fixture.count("hub_log.event");
        fixture.database.update("update hub_ops.definition_version set applied_at = null where number ="
                + " (select max(number) from hub_ops.definition_version)");

        restart(withPhone("phones"));

        assertThat(fixture.count("hub_log.event")).isEqualTo(events);
        assertThat(golden(id)).containsEntry("phone", "1");
        assertThat(fixture.hub.definitionVersions().list(Slice.Wanted.first(9)).items())
                .allSatisfy(version -> assertThat(version.appliedAt()).isNotNull());
    }

    @Test
    void a_start_with_the_same_definitions_makes_no_event() {
        accepted(contact(CRM, "C1", "Ann", "ann@example.org", "Berlin"));
        long events = fixture.count("hub_log.event");

        restart(HubFixture.definitions());

        assertThat(fixture.count("hub_log.event")).isEqualTo(events);
    }

    private void restart(Definitions definitions) {
        fixture.hub.close();
        fixture.hub = PostgresHub.open(fixture.source, new Mappings(definitions), Clock.systemUTC(), "node-1");
    }

    private GoldenRecordId accepted(Change change) {
        var outcome = fixture.submit(change).getFirst();
        assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
        return ((Outcome.Accepted) outcome).record();
    }

    private Map<String, String> golden(GoldenRecordId id) {
        var values = new LinkedHashMap<String, String>();
        fixture.hub
                .history()
                .asOf(id, Instant.now())
                .orElseThrow()
                .fields()
                .forEach((name, value) -> values.put(name, value.toString()));
        return values;
    }

    private List<String> types(GoldenRecordId id) {
        return fixture.database.queryForList(
                "select type from hub_log.event where record_id = ? order by seq", String.class, id.value());
    }

    private long due(String system) {
        var due = fixture.database.queryForObject(
                "select count(*) from hub_read.crosswalk where system = ? and wanted > held and refused is null",
                Long.class,
                system);
        return due == null ? 0 : due;
    }

    private static UnaryOperator<Map<SyncId, SyncDefinition>> sync(
            SystemId system, Function<SyncDefinition, SyncDefinition> change) {
        return syncs -> {
            syncs.computeIfPresent(new SyncId(system + "-contact"), (id, sync) -> change.apply(sync));
            return syncs;
        };
    }

    private static Definitions definitions(String version, UnaryOperator<Map<SyncId, SyncDefinition>> change) {
        var old = HubFixture.definitions();
        return new Definitions(old.systems(), old.entities(), change.apply(new LinkedHashMap<>(old.syncs())), version);
    }

    private static SyncDefinition withoutCity(SyncDefinition sync) {
        var maps = new LinkedHashMap<>(sync.fields());
        maps.remove("city");
        return with(sync, maps, sync.drift());
    }

    /** All systems map a phone. */
    private static Definitions withPhone(String version) {
        var old = HubFixture.definitions();
        var entities = new LinkedHashMap<EntityName, EntityDefinition>(old.entities());
        entities.computeIfPresent(CONTACT, (name, entity) -> {
            var fields = new LinkedHashMap<>(entity.fields());
            fields.put("phone", FieldDefinition.of("phone", FieldType.STRING));
            return new EntityDefinition(name, fields, entity.match());
        });
        var syncs = new LinkedHashMap<SyncId, SyncDefinition>(old.syncs());
        for (var system : List.of(CRM, SHOP)) {
            syncs.computeIfPresent(new SyncId(system + "-contact"), (id, sync) -> {
                var maps = new LinkedHashMap<>(sync.fields());
                maps.put("phone", FieldMap.named("phone", "phone"));
                return with(sync, maps, DriftMode.EVOLVE);
            });
        }
        return new Definitions(old.systems(), entities, syncs, version);
    }

    private static SyncDefinition with(SyncDefinition sync, Map<String, FieldMap> maps, DriftMode drift) {
        return new SyncDefinition(
                sync.id(),
                sync.system(),
                sync.entity(),
                sync.direction(),
                new Resource(sync.id(), sync.resource().settings(), maps.keySet()),
                sync.detect(),
                maps,
                sync.deletes(),
                sync.dependsOn(),
                sync.when(),
                drift,
                sync.constants(),
                sync.deliver());
    }
}
