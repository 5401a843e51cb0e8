package io.aurumhub.api.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.adapter.postgres.HeldDeletes;
import io.aurumhub.api.security.AdminToken;
import io.aurumhub.core.shared.SyncId;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A steward lets deletes pass that are many. */
@WebTest
class HeldDeletesIT {

    private static final String APPROVE = "/api/v1/syncs/crm-contacts/deletes/approve";
    private static final SyncId CONTACTS = new SyncId("crm-contacts");

    @LocalServerPort
    private int port;

    @Autowired
    private AdminToken token;

    @Autowired
    private HeldDeletes held;

    private Http http;

    @BeforeEach
    void as_admin() {
        http = new Http(port, token.value());
        held.clear(CONTACTS);
    }

    @Test
    void what_is_held_is_in_the_status_until_it_is_approved() {
        held.hold(CONTACTS, 60, 61, Instant.parse("2026-01-31T12:00:00Z"));
        assertThat(http.get("/api/v1/status").json().at("/heldDeletes/0").toString())
                .isEqualTo(
                        "{\"sync\":\"crm-contacts\",\"vanished\":60,\"known\":61,\"since\":\"2026-01-31T12:00:00Z\"}");

        var toDo = http.get("/api/v1/status").json().at("/systems/0/syncs/0/toDo/0");
        assertThat(toDo.get("words").asString()).isEqualTo("60 held deletes");
        assertThat(http.get(toDo.get("href").asString())
                        .json()
                        .at("/0/vanished")
                        .asLong())
                .isEqualTo(60);
        assertThat(http.get("/api/v1/deletes/held?system=shop").json().size()).isZero();
        assertThat(http.get("/").body()).contains("60 held deletes", "crm-contacts: 60 of 61 records were not found");

        var answer = http.post(APPROVE, "{\"reason\": \"spring cleaning\"}");

        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        assertThat(answer.json().get("deletes").asLong()).isEqualTo(60);
        assertThat(answer.header("Location"))
                .isEqualTo("/api/v1/runs/" + answer.json().get("run").asString());
        assertThat(http.get("/api/v1/status").json().at("/heldDeletes").size()).isZero();
        assertThat(held.approval(CONTACTS)).hasValue(new HeldDeletes.Approval(60, "admin", "spring cleaning"));
    }

    @Test
    void an_approval_needs_a_reason_and_something_that_is_held() {
        var without = http.post(APPROVE, "{}");
        assertThat(without.status()).isEqualTo(422);
        assertThat(without.body()).contains("reason is missing");

        var nothing = http.post(APPROVE, "{\"reason\": \"x\"}");
        assertThat(nothing.status()).isEqualTo(409);
        assertThat(nothing.body()).contains("No deletes of crm-contacts are held; GET /api/v1/deletes/held shows");

        var unknown = http.post("/api/v1/syncs/crm-contact/deletes/approve", "{\"reason\": \"x\"}");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.body()).contains("crm-contacts");
    }

    @Test
    void it_takes_the_admin_token() {
        assertThat(new Http(port, null).post(APPROVE, "{\"reason\": \"x\"}").status())
                .isEqualTo(401);
    }
}
