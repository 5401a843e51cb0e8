package io.aurumhub.api.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurumhub.api.endtoend.Outside.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** The shop runs on while the hub is killed, as it would in life: what the hub had sent is done, and nobody heard. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class KilledIT {

    private static final int KILLS = Integer.getInteger("aurum.endtoend.kills", 5);
    private static final int LONGEST_LIFE_MILLIS = 2_500;
    private static final long SEED = Long.getLong("aurum.endtoend.seed", System.nanoTime());

    @TempDir
    private Path folder;

    /** What the systems held before the hub came. */
    private final List<Row> crm = new ArrayList<>();

    private final List<JsonNode> customers = new ArrayList<>();
    private final List<Row> products = new ArrayList<>();

    @Test
    void a_hub_killed_five_times_during_the_initial_load_loses_nothing_and_doubles_nothing()
            throws IOException, SQLException {
        LoggerFactory.getLogger(KilledIT.class).info("Seed {}", SEED);
        var random = new Random(SEED);
        var home = DemoHome.create(folder);
        var outside = new Outside(home);
        home.withoutHub(systems -> {
            crm.addAll(outside.crmContacts());
            customers.addAll(outside.shop("customers"));
            products.addAll(outside.warehouse("select * from product"));
        });
        try (var systems = home.apart()) {
            for (int kill = 0; kill < KILLS; kill++) {
                try (var hub = HubProcess.ofFile(home, systems.environment()).awaitAnswer()) {
                    live(random);
                    assertThat(hub.status().path("moving").asBoolean())
                            .as("the kill comes during the load")
                            .isTrue();
                    hub.kill();
                }
            }
            try (var hub = HubProcess.ofFile(home, systems.environment()).awaitConverged()) {
                var agreement = Agreement.check(hub, outside);
                assertThat(agreement.contacts()).isEqualTo(5_395);
                assertThat(agreement.products()).isEqualTo(800);
                assertThat(agreement.orders()).isEqualTo(8_000);
                nothingIsLost(hub, outside);
            }
        }
    }

    private static void live(Random random) {
        var pause = Duration.ofMillis(random.nextInt(LONGEST_LIFE_MILLIS));
        await().pollDelay(pause).atMost(pause.plusSeconds(5)).until(() -> true);
    }

    /** Every row of before is still there under its own key; what crm had said stands, for it is System A. */
    private void nothingIsLost(HubProcess hub, Outside outside) throws IOException, SQLException {
        var overwritten = overwritten(outside.crmContacts());
        if (!overwritten.isEmpty()) {
            var history = hub.get(
                    "/api/v1/systems/crm/contact/" + overwritten.firstEntry().getKey());
            var events = hub.all("/api/v1/records/" + history.json().path("id").stringValue() + "/history");
            assertThat(overwritten)
                    .as("values of crm that were overwritten; the first: %s", events)
                    .isEmpty();
        }
        assertThat(ids(outside.shop("customers"))).containsAll(ids(customers));
        assertThat(outside.warehouse("select * from product").stream().map(KilledIT::product))
                .containsExactlyInAnyOrderElementsOf(
                        products.stream().map(KilledIT::product).toList());
        assertThat(emails(outside.crmContacts().stream().map(row -> row.get("mail"))))
                .containsAll(emails(customers.stream()
                        .map(customer -> customer.path("email").isString()
                                ? customer.path("email").stringValue()
                                : null)));
    }

    /** By contact_id, what crm said and what it now says. */
    private SortedMap<Long, String> overwritten(List<Row> contacts) {
        var now = contacts.stream().collect(Collectors.toMap(row -> row.text("contact_id"), row -> row));
        var overwritten = new TreeMap<Long, String>();
        for (var before : crm) {
            var row = Objects.requireNonNull(now.get(before.text("contact_id")), before.toString());
            before.columns().forEach((column, value) -> {
                if (value != null && !column.equals("updated_at") && !value.equals(row.get(column))) {
                    overwritten.put(
                            Long.valueOf(before.text("contact_id")),
                            "%s: '%s' is now '%s'".formatted(column, value, row.get(column)));
                }
            });
        }
        return overwritten;
    }

    private static Set<String> ids(List<JsonNode> rows) {
        return rows.stream().map(row -> row.path("id").stringValue()).collect(Collectors.toCollection(HashSet::new));
    }

    private static String product(Row row) {
        return row.text("product_no") + " " + row.text("sku") + " " + row.text("shelf");
    }

    private static Set<String> emails(Stream<@org.jspecify.annotations.Nullable String> all) {
        return all.flatMap(Stream::ofNullable)
                .map(Agreement::normalised)
                .collect(Collectors.toCollection(HashSet::new));
    }
}
