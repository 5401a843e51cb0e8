package io.aurumhub.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.DeliverySettings;
import io.aurumhub.core.definition.DriftMode;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.mapping.Mappings;
import io.aurumhub.core.shared.SyncId;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class DefinitionVersionsIT {

    final HubFixture fixture = new HubFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void a_start_with_the_same_file_keeps_one_version() {
        restart(HubFixture.definitions());

        assertThat(fixture.hub.definitionChanges()).isEmpty();
        assertThat(fixture.hub.definitionVersions().list(Slice.Wanted.first(9)).items())
                .singleElement()
                .satisfies(first -> {
                    assertThat(first.version()).isEqualTo("test");
                    assertThat(first.changes()).containsKey("entities.contact.fields.email");
                });
    }

    @Test
    void a_start_with_a_changed_file_says_what_changed() {
        restart(renamed("changed"));

        assertThat(fixture.hub.definitionChanges().toString())
                .isEqualTo("{syncs.shop-contact.fields.city=city -> town, "
                        + "syncs.shop-contact.fields.name=gone, was: name}");
        restart(HubFixture.definitions());
        assertThat(fixture.hub.definitionVersions().list(Slice.Wanted.first(9)).items())
                .extracting(DefinitionVersions.VersionView::version)
                .containsExactly("test", "changed", "test");
    }

    private void restart(Definitions definitions) {
        fixture.hub.close();
        fixture.hub = PostgresHub.open(fixture.source, new Mappings(definitions), Clock.systemUTC(), "node-1");
    }

    private static Definitions renamed(String version) {
        var old = HubFixture.definitions();
        var syncs = new LinkedHashMap<SyncId, SyncDefinition>(old.syncs());
        syncs.computeIfPresent(new SyncId("shop-contact"), (id, sync) -> {
            var maps = new LinkedHashMap<String, FieldMap>(sync.fields());
            maps.remove("name");
            maps.put("city", FieldMap.named("city", "town"));
            return with(sync, maps);
        });
        return new Definitions(old.systems(), old.entities(), syncs, version);
    }

    private static SyncDefinition with(SyncDefinition sync, Map<String, FieldMap> maps) {
        return new SyncDefinition(
                sync.id(),
                sync.system(),
                sync.entity(),
                sync.direction(),
                sync.resource(),
                sync.detect(),
                maps,
                sync.deletes(),
                sync.dependsOn(),
                null,
                DriftMode.IGNORE,
                Map.of(),
                DeliverySettings.USUAL);
    }
}
