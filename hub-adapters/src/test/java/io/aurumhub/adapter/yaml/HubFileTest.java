package io.aurumhub.adapter.yaml;

import static io.aurumhub.adapter.yaml.HubFileFixture.ENVIRONMENT;
import static io.aurumhub.adapter.yaml.HubFileFixture.readGood;
import static io.aurumhub.adapter.yaml.HubFileFixture.resource;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.DeleteRule;
import io.aurumhub.core.definition.Direction;
import io.aurumhub.core.definition.EntityDefinition;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.mapping.Mapping;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class HubFileTest {

    private final Definitions definitions = readGood();

    @Test
    void systems_have_ranks_connectors_and_settings_with_secrets_filled_in() {
        var crm = definitions.system(new SystemId("crm")).orElseThrow();
        assertThat(crm.rank()).isEqualTo(1);
        assertThat(crm.connector()).isEqualTo("jdbc");
        assertThat(crm.settings())
                .containsOnly(
                        Map.entry("url", Value.text("jdbc:postgresql://127.0.0.1/crm")),
                        Map.entry("user", Value.text("joe")),
                        Map.entry("password", Value.text("TOP-SECRET-1")));
        var shop = definitions.system(new SystemId("shop")).orElseThrow();
        assertThat(shop.settings())
                .containsEntry("auth", Value.of(Map.of("bearer", "TOP-SECRET-2")))
                .containsEntry("timeout", Value.text("5s"))
                .containsEntry("maxConcurrent", Value.number(4));
        var warehouse = definitions.system(new SystemId("warehouse")).orElseThrow();
        assertThat(warehouse.settings()).containsEntry("url", Value.text("jdbc:sqlite:/tmp/w.db?mode=rw"));
        assertThat(definitions.systems().keySet())
                .extracting(SystemId::value)
                .containsExactly("crm", "shop", "warehouse", "leads");
    }

    @Test
    void entities_have_fields_in_long_and_short_form_and_match_rules() {
        var contact = entity("contact");
        assertThat(contact.fields().keySet()).containsExactly("firstName", "email", "birthDate", "active");
        assertThat(contact.fields())
                .containsEntry("firstName", new FieldDefinition("firstName", FieldType.STRING, true, null))
                .containsEntry("email", FieldDefinition.of("email", FieldType.EMAIL));
        assertThat(contact.match()).containsExactly(List.of("email"), List.of("firstName", "birthDate"));
        assertThat(entity("order").fields())
                .containsEntry(
                        "customer",
                        new FieldDefinition("customer", FieldType.REFERENCE, false, new EntityName("contact")));
    }

    @Test
    void syncs_have_resources_detection_deletes_and_dependencies() {
        var customers = sync("shop-customers");
        assertThat(customers.direction()).isEqualTo(Direction.BOTH);
        assertThat(customers.deletes().rule()).isEqualTo(DeleteRule.REVIEW);
        assertThat(customers.externalId()).contains("external_id");
        assertThat(customers.resource().settings())
                .containsEntry(
                        "paging",
                        Value.of(Map.of("cursor", "next_cursor", "parameter", "cursor", "size", "limit", "max", 200)))
                .containsEntry("parameters", Value.of(Map.of("include_deleted", "true", "token", "TOP-SECRET-2")));
        assertThat(customers.resource().fields()).containsExactlyInAnyOrder("name", "email", "dob", "state");
        assertThat(customers.detect().pollEvery()).isEqualTo(Duration.ofSeconds(30));
        assertThat(customers.detect().lookBack()).isEqualTo(Duration.ofMillis(500));
        assertThat(customers.detect().scanDeletesEvery()).isEqualTo(Duration.ofMinutes(1));
        assertThat(customers.detect().webhookSecret()).isEqualTo("TOP-SECRET-3");
        assertThat(customers.detect().webhookType()).isEqualTo("customer");
        assertThat(sync("shop-orders").dependsOn()).containsExactly(new SyncId("shop-customers"));
        assertThat(sync("shop-orders").deletes().rule()).isEqualTo(DeleteRule.PROPAGATE);
        assertThat(sync("shop-orders").detect().pollEvery()).isNull();
    }

    @Test
    void the_watermark_is_the_changed_field_unless_said_otherwise() {
        var orders = sync("warehouse-orders");
        assertThat(orders.direction()).isEqualTo(Direction.OUT);
        assertThat(orders.detect().watermark()).isEqualTo("changed_at");
        assertThat(orders.detect().pollEvery()).isEqualTo(Duration.ofHours(2));
        assertThat(orders.detect().lookBack()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void a_folder_is_only_read_and_looked_at_every_second() {
        var leads = sync("leads-file");
        assertThat(leads.direction()).isEqualTo(Direction.IN);
        assertThat(leads.detect().pollEvery()).isEqualTo(Duration.ofSeconds(1));
        assertThat(leads.detect().watermark()).isNull();
    }

    @Test
    void field_maps_have_formats_zones_factors_and_values() {
        assertThat(sync("shop-customers").fields())
                .containsEntry("firstName", new FieldMap("firstName", "name.first", null, null, null, Map.of(), true))
                .containsEntry("email", FieldMap.named("email", "email"))
                .containsEntry(
                        "birthDate", new FieldMap("birthDate", "dob", "MM/dd/yyyy", null, null, Map.of(), false));
        var orders = sync("warehouse-orders").fields();
        assertThat(Objects.requireNonNull(orders.get("price")).factor()).isEqualTo(new BigDecimal("100"));
        assertThat(Objects.requireNonNull(orders.get("placedAt")).zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(Objects.requireNonNull(orders.get("status")).values())
                .containsExactly(
                        Map.entry(Value.text("open"), Value.text("O")), Map.entry(Value.text("paid"), Value.text("P")));
    }

    @Test
    void what_was_read_maps_values_both_ways() {
        var mapping = new Mapping(sync("shop-customers"), entity("contact"));
        assertThat(mapping.toLocal(Map.of("active", Value.flag(true), "birthDate", Value.text("2024-01-02"))))
                .containsOnly(Map.entry("state", Value.text("A")), Map.entry("dob", Value.text("01/02/2024")));
        assertThat(mapping.toGolden(Map.of("state", Value.number(0))).fields())
                .containsOnly(Map.entry("active", Value.flag(false)));
    }

    @Test
    void the_version_is_the_hash_of_the_text_without_secrets() throws Exception {
        var text = resource("good.yaml");
        var hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        assertThat(definitions.version()).isEqualTo(HexFormat.of().formatHex(hash));
        var withOtherSecrets = HubFile.read(text, "hub.yaml", name -> "jdbc:" + name);
        assertThat(withOtherSecrets.version()).isEqualTo(definitions.version());
    }

    @Test
    void definitions_never_show_a_secret() {
        assertThat(definitions.toString()).contains("shop-customers").doesNotContain("TOP-SECRET");
        assertThat(ENVIRONMENT.values().stream().filter(value -> value.contains("TOP-SECRET")))
                .hasSize(3);
    }

    private EntityDefinition entity(String name) {
        return definitions.entity(new EntityName(name)).orElseThrow();
    }

    private SyncDefinition sync(String id) {
        return Objects.requireNonNull(definitions.syncs().get(new SyncId(id)));
    }

    @Test
    void how_often_everything_is_read_again_is_written_short_or_as_a_poll_is() {
        for (var scan : List.of("scan: 6h", "scan: { every: 6h }")) {
            var definitions = HubFile.read(SCANNED.formatted("poll: { every: 1s }, " + scan), "hub.yaml", name -> null);
            assertThat(definitions.syncs().values().iterator().next().detect().scanEvery())
                    .isEqualTo(Duration.ofHours(6));
        }
        assertThatThrownBy(() -> HubFile.read(SCANNED.formatted("scan: 6h"), "hub.yaml", name -> null))
                .hasMessageContaining("hub.yaml:10:21: syncs.s.detect.scan has no poll beside it");
        assertThatThrownBy(() ->
                        HubFile.read(SCANNED.formatted("poll: { every: 1s }, scan: 0s"), "hub.yaml", name -> null))
                .hasMessageContaining("syncs.s.detect.scan is zero");
    }

    private static final String SCANNED = """
        systems:
          crm: { rank: 1, connector: { type: jdbc, url: "jdbc:sqlite:crm.db" } }
        entities:
          item: { fields: { name: string } }
        syncs:
          s:
            system: crm
            entity: item
            resource: { table: item, key: id }
            detect: { %s }
            fields: { name: name }
        """;
}
