package io.aurumhub.api.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.api.security.AdminToken;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

@WebTest
class QuarantineIT {

    private static final String QUARANTINE = "/api/v1/quarantine/";
    private static final String QUARANTINE_LIST = "/api/v1/quarantine";

    @LocalServerPort
    private int port;

    @Autowired
    private AdminToken token;

    @Autowired
    private DataSource source;

    private Http http;

    @BeforeEach
    void as_admin() {
        http = new Http(port, token.value());
    }

    @Test
    void a_change_is_released_with_its_fields_put_right() {
        var number = quarantined("q-1");

        var answer = http.post(QUARANTINE + number + "/release", """
            {"fields": {"dob": "1980-02-28"}, "reason": "asked her"}\
            """);

        assertThat(answer.json().get("outcome").asString()).as(answer.body()).isEqualTo("accepted");
        assertThat(http.get("/api/v1/quarantine?state=released&limit=200").body())
                .contains("\"number\":" + number + ",");
        assertThat(http.get("/api/v1/records/" + answer.json().get("record").asString() + "/history")
                        .body())
                .contains("asked her");
    }

    @Test
    void all_changes_of_a_system_are_tried_and_those_still_wrong_are_counted() {
        quarantined("q-2");

        var answer = http.post(QUARANTINE + "release", """
            {"system": "crm", "entity": "contact", "reason": "the map was mended"}\
            """);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("tried").asLong()).isPositive();
        assertThat(answer.json().get("kept").asLong())
                .isEqualTo(answer.json().get("tried").asLong());
    }

    @Test
    void a_change_is_dismissed_and_says_why() {
        var number = quarantined("q-3");

        assertThat(http.post(QUARANTINE + number + "/dismiss", "{\"reason\": \"a test of theirs\"}")
                        .status())
                .isEqualTo(204);

        assertThat(http.get("/api/v1/quarantine?state=dismissed&limit=200").body())
                .contains("a test of theirs");
    }

    @Test
    void what_cannot_be_done_is_said_with_its_reason() {
        var number = quarantined("q-4");

        assertThat(http.post(QUARANTINE + number + "/dismiss", "{}").status()).isEqualTo(422);
        var none = http.post(QUARANTINE + "999999/release", "{\"reason\": \"x\"}");
        assertThat(none.status()).isEqualTo(404);
        assertThat(none.json().get("detail").asString()).contains("no change 999999");
        assertThat(http.post(QUARANTINE + "abc/release", "{\"reason\": \"x\"}").status())
                .isEqualTo(400);
        assertThat(http.post(QUARANTINE + "release", "{\"system\": \"cmr\", \"reason\": \"x\"}")
                        .json()
                        .get("detail")
                        .asString())
                .contains("did you mean crm?");
    }

    @Test
    void what_waits_for_another_record_for_too_long_is_shown_as_overdue() {
        var database = new JdbcTemplate(source);
        database.update("""
            insert into hub_ops.quarantine (at, system, entity, local_id, kind, reasons, raw, waits_for, "full")
            values (now() - interval '25 hours', 'crm', 'contact', 'overdue-1', 'waiting', '[]', '{}',
                    'crm/company/7', true)\
            """);
        try {
            var overdue = http.get(QUARANTINE_LIST + "?overdue=true").json().get("items");
            assertThat(overdue).hasSize(1);
            assertThat(overdue.at("/0/localId").asString()).isEqualTo("overdue-1");
            assertThat(overdue.at("/0/overdue").asBoolean()).isTrue();
            assertThat(http.get(QUARANTINE_LIST + "?overdue=false&limit=200").body())
                    .doesNotContain("overdue-1");
            assertThat(http.get("/api/v1/status").json().get("overdue").asLong())
                    .isEqualTo(1);
            assertThat(http.get("/").body()).contains("waiting too long");
            assertThat(http.get("/quarantine?overdue=true").body())
                    .contains("overdue-1", ">overdue</span>", "1 overdue: they have waited");
        } finally {
            database.update("delete from hub_ops.quarantine where local_id = 'overdue-1'");
        }
    }

    private long quarantined(String localId) {
        return http.post("/api/v1/changes", """
            {"system": "crm", "entity": "contact", "localId": "%s",
             "fields": {"last_name": "Broken", "dob": "31.02.1980"}}\
            """.formatted(localId))
                .json()
                .get("number")
                .asLong();
    }
}
