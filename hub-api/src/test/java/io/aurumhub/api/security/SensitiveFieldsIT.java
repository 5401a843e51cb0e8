package io.aurumhub.api.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurumhub.api.security.Permissions.Access;
import io.aurumhub.api.security.ReadingClient.Answer;
import io.aurumhub.api.web.WebApplication;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpMethod;
import org.springframework.test.annotation.DirtiesContext;
import tools.jackson.databind.JsonNode;

/** Looks for sensitive values everywhere, after every kind of thing has happened to them. */
@ExtendWith(OutputCaptureExtension.class)
@SpringBootTest(
        classes = {WebApplication.class, SensitiveStage.class},
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"hub.home=target/sensitive-test-home", "logging.level.io.aurumhub=debug"})
@DirtiesContext
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayNameGeneration(ReplaceUnderscores.class)
class SensitiveFieldsIT {

    private static final String SECRET = SensitiveStage.SECRET;

    /** Every form in which a sensitive value of this test may show itself. */
    private static final String[] SECRETS = {SECRET, "777123999", "1971-05-23", "23.05.1971"};

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<String> records = new ArrayList<>();

    @LocalServerPort
    private int port;

    @Autowired
    private AdminToken token;

    private ReadingClient hub;

    @BeforeAll
    void everything_happens() {
        hub = new ReadingClient(port);
        var ann = created("C-1", "Ann", SECRET + "-first");
        var inShop = awaitShop(ann);
        assertThat(change("crm", "C-1", "{\"person\": {\"ssn\": \"%s-second\"}}".formatted(SECRET))
                        .get("outcome")
                        .asString())
                .isEqualTo("accepted");
        awaitDelivery(ann, "refused");
        change("shop", inShop, "{\"secret_number\": \"%s-third\"}".formatted(SECRET));
        var conflict = admin("/api/v1/records/" + ann + "/conflicts").json().at("/items/0");
        assertThat(post(
                                "/api/v1/conflicts/%s/%d/ssn/overturn"
                                        .formatted(ann, conflict.get("revision").asLong()),
                                "{\"reason\": \"asked her\"}")
                        .status())
                .isEqualTo(200);
        assertThat(post("/api/v1/records/" + ann + "/rollback", "{\"revision\": 1, \"reason\": \"a test\"}")
                        .status())
                .isEqualTo(200);

        var bea = created("C-2", "Bea", SECRET + "-bea");
        var beaInShop = awaitShop(bea);
        change("crm", "C-2", "{\"person\": {\"ssn\": \"%s-moved\"}}".formatted(SECRET));
        assertThat(deletion("shop", beaInShop)).isEqualTo("accepted");
        assertThat(deletion("crm", "C-2")).isEqualTo("accepted");
        change("crm", "C-2", "{\"name\": \"Bea\", \"person\": {\"ssn\": \"%s-back\"}}".formatted(SECRET));

        var bad = change("crm", "C-3", """
            {"name": "Cyd", "person": {"ssn": "%1$s 3!"}, "dob": "%1$s", "home": "%1$s-street", "clubs": "%1$s;b",
             "payIn": "%1$s", "pay": 777123999, "taxFront": "%1$s", "typo": "%1$s",
             "risk": "%1$s"}\
            """.formatted(SECRET));
        assertThat(bad.get("outcome").asString()).as(bad.toString()).isEqualTo("quarantined");

        aStewardAnswers();
        awaitDelivery(created("C-4", "Refused", SECRET + "-refused"), "refused");
        awaitDelivery(created("C-5", "Failing", SECRET + "-failing"), "retrying");
    }

    private void aStewardAnswers() {
        var graded = change(
                "crm",
                "C-6",
                "{\"name\": \"Fay\", \"risk\": \"%s-low\", \"taxFront\": \"a\", \"taxBack\": \"b\"}".formatted(SECRET));
        assertThat(graded.get("outcome").asString()).as(graded.toString()).isEqualTo("quarantined");
        assertThat(post("/api/v1/syncs/crm-contacts/values", """
            {"field": "risk", "local": "%s-low", "golden": "low", "reason": "it says so"}\
            """.formatted(SECRET))
                        .json()
                        .get("released")
                        .asLong())
                .isEqualTo(1);
    }

    @AfterAll
    void close() {
        SensitiveStage.SHOP.close();
    }

    @Test
    void nobody_sees_a_sensitive_value_without_the_token() {
        for (var path : openPaths()) {
            var answer = anonymous(path);
            assertThat(answer.body()).as(path).doesNotContain(SECRETS);
            boolean tells = path.startsWith("/api/") || path.startsWith("/records");
            assertThat(answer.status()).as(path).isIn(tells ? List.of(200) : List.of(200, 302, 404));
        }
    }

    @Test
    void the_admin_sees_them_where_they_are() {
        var ann = records.getFirst();
        var telling = List.of(
                "/api/v1/records?entity=contact",
                "/api/v1/records?entity=contact&ssn=Zebulon7-first",
                "/api/v1/records/" + ann,
                "/api/v1/records/" + ann + "?revision=1",
                "/api/v1/records/" + ann + "/history",
                "/api/v1/records/" + ann + "/conflicts",
                "/api/v1/systems/crm/contact/C-1",
                "/api/v1/conflicts",
                "/api/v1/values",
                "/api/v1/definitions",
                "/api/v1/quarantine");
        for (var path : telling) {
            assertThat(admin(path).body()).as(path).contains(SECRET);
        }
        assertThat(admin(telling.get(2)).body()).contains(SECRETS);
    }

    @Test
    void the_console_shows_them_to_nobody() {
        for (var path : openPaths()) {
            if (!path.startsWith("/api/")) {
                assertThat(admin(path).body()).as(path).doesNotContain(SECRETS);
            }
        }
        assertThat(anonymous("/records/" + records.getFirst()).body()).contains("***");
        assertThat(anonymous("/records?entity=contact").body()).contains("***").doesNotContain("value=\"ssn\"");
    }

    @Test
    void what_is_not_there_does_not_look_hidden() {
        var shown = anonymous("/api/v1/records/" + records.getFirst() + "?revision=1")
                .json();

        assertThat(shown.at("/fields/name").asString()).isEqualTo("Ann");
        assertThat(shown.at("/fields/ssn").asString()).isEqualTo("***");
        assertThat(shown.at("/fields/clubs").isMissingNode()
                        || shown.at("/fields/clubs").isNull())
                .isTrue();
        var created = anonymous("/api/v1/records/" + records.getFirst() + "/history")
                .json()
                .at("/items/0/payload");
        assertThat(created.at("/observation/local/name").asString()).isEqualTo("Ann");
        assertThat(created.at("/observation/local/person/ssn").asString()).isEqualTo("***");
        assertThat(created.at("/observation/local/taxBack").asString()).isEqualTo("***");
        assertThat(created.at("/matchKeys/0").asString()).isEqualTo("ssn|***");
    }

    @Test
    void conflicts_hide_both_values() {
        var conflicts = anonymous("/api/v1/conflicts?limit=200").json().get("items");

        assertThat(conflicts.toString()).contains("\"field\":\"ssn\"", "\"field\":\"*\"");
        conflicts.forEach(conflict -> {
            if (conflict.get("field").asString().equals("ssn")) {
                assertThat(conflict.at("/winner/value").asString()).isEqualTo("***");
                assertThat(conflict.at("/loser/value").asString()).isEqualTo("***");
            }
        });
    }

    @Test
    void what_systems_say_is_stored_without_the_values() {
        for (var state : List.of("refused", "due")) {
            assertThat(admin("/api/v1/deliveries?state=" + state).body())
                    .contains("***")
                    .doesNotContain(SECRETS);
        }
    }

    @Test
    void reasons_of_the_quarantine_do_not_hold_the_values_for_anybody() {
        var row = admin("/api/v1/quarantine?system=crm").json().at("/items/0");

        assertThat(row.get("reasons").size()).as(row.toString()).isGreaterThanOrEqualTo(4);
        assertThat(row.get("reasons").toString()).contains("***").doesNotContain(SECRETS);
    }

    @Test
    void to_search_by_a_sensitive_field_needs_the_token() {
        for (var field : List.of("ssn=Zebulon7-first", "born=1971-05-23", "clubs=x", "salary=1", "name=Ann&ssn=x")) {
            var answer = anonymous("/api/v1/records?entity=contact&" + field);
            assertThat(answer.status()).as(field).isEqualTo(403);
            assertThat(answer.body()).contains("urn:aurum:problem:sensitive-field", "Bearer");
        }
        assertThat(anonymous("/api/v1/records?entity=contact&name=Ann").status())
                .isEqualTo(200);
        var page = admin("/records?entity=contact&field=ssn&value=x");
        assertThat(page.status()).isEqualTo(403);
        assertThat(page.body()).contains("is sensitive");
    }

    @Test
    void a_wrong_token_is_refused_also_for_reading() {
        var path = "/api/v1/records?entity=contact";
        assertThat(get(path, "Bearer wrong").status()).isEqualTo(401);
        assertThat(get(path, "Basic " + token.value()).status()).isEqualTo(401);
    }

    @Test
    void no_cache_mixes_up_who_asked() {
        for (var answer : List.of(anonymous("/api/v1/records?entity=contact"), admin("/api/v1/conflicts"))) {
            assertThat(answer.headers("vary")).anyMatch(value -> value.equalsIgnoreCase("Authorization"));
            assertThat(answer.headers("cache-control")).anyMatch(value -> value.contains("no-store"));
        }
    }

    @Test
    void the_definitions_and_the_description_of_the_api_tell_of_it() {
        assertThat(anonymous("/api/v1/definitions").body())
                .contains("{\"name\":\"ssn\",\"type\":\"string\",\"required\":false,"
                        + "\"reference\":null,\"sensitive\":true}");
        assertThat(anonymous("/v3/api-docs").body())
                .contains("adminToken", "sensitive")
                .contains("***");
    }

    @Test
    void the_log_holds_none_of_them(CapturedOutput output) {
        assertThat(output.getAll()).contains("shop does not answer").doesNotContain(SECRETS);
    }

    /** Every path that is open to read, with something in place of its variables. */
    private List<String> openPaths() {
        var paths = new ArrayList<String>();
        for (var line : Permissions.TABLE) {
            if (line.access() == Access.OPEN && line.method().equals(HttpMethod.GET)) {
                var pattern = line.path().getPatternString();
                var known = examples().get(pattern);
                assertThat(known != null || !pattern.matches(".*[{*].*"))
                        .as("Say in examples() how to call " + pattern)
                        .isTrue();
                paths.addAll(known == null ? List.of(pattern) : known);
            }
        }
        return paths;
    }

    private Map<String, List<String>> examples() {
        var known = new LinkedHashMap<String, List<String>>();
        known.put("/console/events", List.of()); // never ends, and tells only that something has changed
        known.put("/assets/**", List.of("/assets/aurum.css"));
        known.put("/webjars/**", List.of("/webjars/htmx.org/dist/htmx.min.js"));
        known.put("/swagger-ui/**", List.of("/swagger-ui/index.html"));
        known.put("/actuator/health/**", List.of("/actuator/health/liveness"));
        known.put("/error", List.of());
        known.put("/docs/{page}", List.of("/docs/security"));
        known.put("/docs/adr/{page}", List.of("/docs/adr/0010-sensitive-values-are-hidden-on-the-way-out"));
        known.put("/docs/files/{file}", List.of("/docs/files/hub.schema.json"));
        known.put("/records", List.of("/records?entity=contact"));
        known.put("/records/{id}", each("/records/%s"));
        known.put(
                "/deliveries", states("/deliveries?state=", "open", "refused", "skipped", "retrying", "due", "stuck"));
        known.put(
                "/api/v1/deliveries",
                states("/api/v1/deliveries?state=", "open", "refused", "skipped", "retrying", "due", "stuck"));
        known.put("/api/v1/deliveries/orders/{id}", List.of("/api/v1/deliveries/orders/" + order()));
        known.put(
                "/api/v1/quarantine", states("/api/v1/quarantine?state=", "open", "released", "replaced", "dismissed"));
        known.put("/api/v1/values", states("/api/v1/values?state=", "open", "answered"));
        known.put("/api/v1/records", List.of("/api/v1/records?entity=contact&limit=200"));
        known.put("/api/v1/records/{id}/explain", each("/api/v1/records/%s/explain"));
        known.put("/api/v1/records/{id}/history", each("/api/v1/records/%s/history?limit=200"));
        known.put("/api/v1/records/{id}/conflicts", each("/api/v1/records/%s/conflicts"));
        known.put("/api/v1/runs/{id}", List.of("/api/v1/runs/" + run()));
        known.put(
                "/api/v1/systems/{system}/{entity}/{*localId}",
                List.of("/api/v1/systems/crm/contact/C-1", "/api/v1/systems/crm/contact/C-4"));
        known.put("/api/v1/systems/{system}/{entity}", List.of("/api/v1/systems/crm/contact?localId=C-1"));
        var single = new ArrayList<>(each("/api/v1/records/%s"));
        single.addAll(each("/api/v1/records/%s?revision=1"));
        single.addAll(each("/api/v1/records/%s?at=2999-01-01T00:00:00Z"));
        known.put("/api/v1/records/{id}", single);
        return known;
    }

    private List<String> each(String pattern) {
        return records.stream().map(pattern::formatted).toList();
    }

    private static List<String> states(String path, String... states) {
        return List.of(states).stream().map(path::concat).toList();
    }

    private String order() {
        return post("/api/v1/deliveries/retry", "{\"system\": \"shop\", \"refusedWith\": \"what nobody says\"}")
                .json()
                .get("id")
                .asString();
    }

    private String run() {
        return admin("/api/v1/runs").json().at("/items/0/id").asString();
    }

    private String created(String localId, String name, String ssn) {
        var answer = change("crm", localId, """
            {"name": "%s", "city": "Ulm", "person": {"ssn": "%s"}, "pay": 777123999, "payIn": "EUR",
             "dob": "23.05.1971", "taxFront": "%3$s", "taxBack": "%3$s", "home": {"street": "%3$s"}}\
            """.formatted(name, ssn, SECRET));
        assertThat(answer.get("outcome").asString()).as(answer.toString()).isEqualTo("accepted");
        var record = answer.get("record").asString();
        records.add(record);
        return record;
    }

    private JsonNode change(String system, String localId, String fields) {
        return post("/api/v1/changes", """
            {"system": "%s", "entity": "contact", "localId": "%s", "fields": %s}\
            """.formatted(system, localId, fields)).json();
    }

    private String deletion(String system, String localId) {
        return post("/api/v1/changes", """
            {"system": "%s", "entity": "contact", "localId": "%s", "kind": "delete"}\
            """.formatted(system, localId))
                .json()
                .get("outcome")
                .asString();
    }

    /** Waits until the record is in the shop; answers its id there. */
    private String awaitShop(String record) {
        return await().atMost(PATIENCE)
                .until(
                        () -> {
                            for (var copy :
                                    admin("/api/v1/records/" + record).json().get("copies")) {
                                if (copy.get("system").asString().equals("shop")
                                        && !copy.get("localId").isNull()) {
                                    return copy.get("localId").asString();
                                }
                            }
                            return "";
                        },
                        id -> !id.isEmpty());
    }

    /** Waits until the delivery to the shop has failed in this way, and says why. */
    private void awaitDelivery(String record, String state) {
        await().atMost(PATIENCE).until(() -> {
            for (var row : admin("/api/v1/deliveries?limit=200").json().get("items")) {
                if (row.get("record").asString().equals(record)
                        && row.get("state").asString().equals(state)
                        && !(row.get("refused").isNull() && row.get("lastError").isNull())) {
                    return true;
                }
            }
            return false;
        });
    }

    private Answer anonymous(String path) {
        return hub.get(path, null);
    }

    private Answer admin(String path) {
        return hub.get(path, "Bearer " + token.value());
    }

    private Answer get(String path, String authorization) {
        return hub.get(path, authorization);
    }

    private Answer post(String path, String body) {
        return hub.post(path, "Bearer " + token.value(), body);
    }
}
