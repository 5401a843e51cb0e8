package io.aurumhub.api.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.adapter.postgres.HubTables;
import io.aurumhub.api.security.AdminToken;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** The one state is said in the same words by status, health and pages, and each count leads to what it counts. */
@WebTest
class StateIT {

    @LocalServerPort
    private int port;

    @Autowired
    private AdminToken token;

    @Autowired
    private DataSource source;

    private Http http;
    private HubTables tables;

    @BeforeEach
    void every_source_is_read() {
        http = new Http(port, token.value());
        tables = HubTables.in(source);
        for (var sync : List.of("crm-contacts", "shop-contacts", "shop-products")) {
            tables.read(sync, true, null, Instant.now());
        }
    }

    @AfterEach
    void nobody_knows_whether_there_is_news() {
        tables.client().sql("update hub_ops.sync_state set last_error = null").update();
    }

    private JsonNode status() {
        return http.get("/api/v1/status").json();
    }

    /** Something of another test may be due, too, in this hub that delivers nothing. */
    @Test
    void what_is_quarantined_waits_for_a_person_wherever_it_is_asked() {
        var answer = http.post("/api/v1/changes", """
            {"system": "shop", "entity": "contact", "localId": "state-1",
             "fields": {"lastName": "Broken", "dob": "31.02.1980"}}\
            """);
        assertThat(answer.json().get("outcome").asString()).isEqualTo("quarantined");

        var status = status();

        assertThat(status.get("state").asString()).isEqualTo("waiting for a person");
        assertThat(status.get("converged").asBoolean()).isFalse();
        var toDo = status.get("toDo")
                .valueStream()
                .filter(one -> one.get("what").asString().equals("quarantined"))
                .findFirst()
                .orElseThrow();
        assertThat(http.get(toDo.get("href").asString() + "&limit=200")
                        .json()
                        .get("items")
                        .size())
                .isEqualTo(toDo.get("count").asInt());
        assertThat(http.get(toDo.get("page").asString()).body()).contains("state-1", "31.02.1980");
        var mark = http.get("/console/state").body();
        assertThat(mark).contains("state warn", "Waiting for a person");
        assertThat(http.get("/").body()).contains(toDo.get("words").asString(), "href=\"/quarantine?waiting=false");
        var health = health();
        assertThat(health.at("/components/hub/details/state").asString()).isEqualTo("waiting for a person");
        assertThat(health.at("/components/hub/details/toDo").toString())
                .contains(toDo.get("words").asString());
    }

    @Test
    void a_system_that_cannot_be_read_is_trouble_and_the_process_is_healthy() {
        tables.read("crm-contacts", false, "connection refused", Instant.now());

        assertThat(status().get("state").asString()).isEqualTo("in trouble");
        assertThat(status().at("/systems/0/state").asString()).isEqualTo("in trouble");
        assertThat(status().at("/systems/0/syncs/0/trouble/0/why").asString()).isEqualTo("connection refused");
        assertThat(http.get("/console/state").body()).contains("state bad", "In trouble", ": crm");
        var health = health();
        assertThat(health.at("/components/hub/status").asString()).isEqualTo("UP");
        assertThat(health.at("/components/hub/details/trouble/0/system").asString())
                .isEqualTo("crm");
        assertThat(http.get("/actuator/health/hub").json().at("/details/state").asString())
                .isEqualTo("in trouble");
    }

    @Test
    void health_tells_no_path_and_nothing_of_the_machine() {
        assertThat(http.get("/actuator/health").body()).doesNotContain("path", "jdbc", "/tmp", "java");
    }

    private JsonNode health() {
        var answer = http.get("/actuator/health");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().get("status").asString()).isEqualTo("UP");
        return answer.json();
    }

    @Test
    void every_list_of_what_waits_can_be_narrowed_on_its_page() {
        for (var page : List.of("/conflicts?state=open", "/quarantine?waiting=false", "/deliveries?state=refused")) {
            assertThat(http.get(page + "&system=nobody&entity=contact").body()).contains("class=\"empty\"");
        }
    }
}
