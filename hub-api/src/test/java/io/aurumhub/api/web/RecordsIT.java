package io.aurumhub.api.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.adapter.postgres.HubTables;
import io.aurumhub.api.security.AdminToken;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@WebTest
class RecordsIT {

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

    private String contact(String system, String localId, String email, String phone) {
        var fields = system.equals("crm")
                ? "{\"last_name\": \"Lee\", \"e_mail\": \"%s\", \"tel\": \"%s\"}"
                : "{\"lastName\": \"Lee\", \"email\": \"%s\", \"contact\": {\"phone\": \"%s\"}}";
        var answer = http.post("/api/v1/changes", """
            {"system": "%s", "entity": "contact", "localId": "%s", "full": true, "fields": %s}\
            """.formatted(system, localId, fields.formatted(email, phone)));
        assertThat(answer.json().get("outcome").asString()).as(answer.body()).isEqualTo("accepted");
        return answer.json().get("record").asString();
    }

    /** crm and shop change the phone unseen by each other; answers the record. */
    private String conflict(String name) {
        var email = name + "@example.com";
        var record = contact("crm", "crm-" + name, email, "1");
        contact("shop", "shop-" + name, email, "1");
        contact("crm", "crm-" + name, email, "2");
        contact("shop", "shop-" + name, email, "3");
        return record;
    }

    @Nested
    class Reading {

        @Test
        void finds_by_any_declared_field() {
            var record = contact("crm", "find-1", "find1@example.com", "77");

            var found = http.get("/api/v1/records?entity=contact&email=find1@example.com&phone=77");

            assertThat(found.json().at("/items/0/id").asString()).isEqualTo(record);
            assertThat(found.json().get("items").size()).isEqualTo(1);
            assertThat(http.get("/api/v1/records?entity=contact&email=FIND1@example.com")
                            .json()
                            .get("items"))
                    .isEmpty();
        }

        @Test
        void refuses_unknown_names_and_values_that_do_not_fit() {
            var field = http.get("/api/v1/records?entity=contact&emial=x");
            assertThat(field.status()).isEqualTo(400);
            assertThat(field.json().get("detail").asString()).contains("did you mean email");
            assertThat(http.get("/api/v1/records?entity=contact&vip=maybe").status())
                    .isEqualTo(400);
            assertThat(http.get("/api/v1/records?entity=contact&credit=ten").status())
                    .isEqualTo(400);
            assertThat(http.get("/api/v1/records?entity=contract").status()).isEqualTo(422);
            assertThat(http.get("/api/v1/records").status()).isEqualTo(400);
            assertThat(http.get("/api/v1/records?entity=contact&limit=201").status())
                    .isEqualTo(400);
            assertThat(http.get("/api/v1/records?entity=contact&limit=many").status())
                    .isEqualTo(400);
            assertThat(http.get("/api/v1/records?entity=contact&cursor=abc").status())
                    .isEqualTo(400);
        }

        @Test
        void pages() {
            contact("crm", "page-1", "page1@example.com", "page");
            contact("crm", "page-2", "page2@example.com", "page");

            var first = http.get("/api/v1/records?entity=contact&phone=page&limit=1")
                    .json();
            var second = http.get("/api/v1/records?entity=contact&phone=page&limit=1&cursor="
                            + first.get("next").asString())
                    .json();

            assertThat(first.at("/items/0/fields/email").asString()).isEqualTo("page1@example.com");
            assertThat(second.at("/items/0/fields/email").asString()).isEqualTo("page2@example.com");
            assertThat(second.get("next").isNull()).isTrue();
        }

        @Test
        void answers_not_modified_to_who_has_the_revision() {
            var record = contact("crm", "etag-1", "etag1@example.com", "1");

            assertThat(http.get("/api/v1/records/" + record, "If-None-Match", "\"1\"")
                            .status())
                    .isEqualTo(304);
            assertThat(http.get("/api/v1/records/" + record, "If-None-Match", "\"0\"")
                            .status())
                    .isEqualTo(200);
        }

        @Test
        void finds_by_the_key_of_a_system_even_with_a_slash_in_it() {
            var record = contact("crm", "a/b c", "slash@example.com", "1");

            var found = http.get("/api/v1/systems/crm/contact/a/b%20c");

            assertThat(found.json().get("id").asString()).isEqualTo(record);
            assertThat(http.get("/api/v1/systems/crm/contact/nobody").status()).isEqualTo(404);
        }

        @Test
        void shows_the_past_by_revision_and_by_time() {
            var record = contact("crm", "past-1", "past1@example.com", "old");
            var then = http.get("/api/v1/records/" + record + "/history")
                    .json()
                    .at("/items/0/recordedAt")
                    .asString();
            contact("crm", "past-1", "past1@example.com", "new");
            var path = "/api/v1/records/" + record;

            assertThat(http.get(path + "?revision=1").json().at("/fields/phone").asString())
                    .isEqualTo("old");
            assertThat(http.get(path + "?at=" + then).json().at("/fields/phone").asString())
                    .isEqualTo("old");
            assertThat(http.get(path).json().at("/fields/phone").asString()).isEqualTo("new");
            assertThat(http.get(path + "?revision=99").status()).isEqualTo(404);
            assertThat(http.get(path + "?at=2001-01-01T00:00:00Z").status()).isEqualTo(404);
            assertThat(http.get(path + "?revision=1&at=" + then).status()).isEqualTo(400);
        }

        @Test
        void pages_through_the_history() {
            var record = conflict("story");

            var first =
                    http.get("/api/v1/records/" + record + "/history?limit=3").json();
            var rest = http.get("/api/v1/records/" + record + "/history?limit=3&cursor="
                            + first.get("next").asString())
                    .json();

            assertThat(first.get("items").size()).isEqualTo(3);
            assertThat(rest.get("items").size()).isEqualTo(1);
            assertThat(rest.at("/items/0/type").asString()).isEqualTo("record-changed");
            assertThat(rest.get("next").isNull()).isTrue();
        }

        @Test
        void says_not_found_for_what_is_not_there() {
            var nobody = UUID.randomUUID();
            assertThat(http.get("/api/v1/records/" + nobody).status()).isEqualTo(404);
            assertThat(http.get("/api/v1/records/" + nobody + "/history").status())
                    .isEqualTo(404);
            assertThat(http.get("/api/v1/records/nobody").status()).isEqualTo(400);
            assertThat(http.get("/api/v1/runs/" + nobody).status()).isEqualTo(404);
        }
    }

    @Nested
    class Deciding {

        @Test
        void overturns_a_conflict_once() {
            var record = conflict("overturn");
            var conflict =
                    http.get("/api/v1/records/" + record + "/conflicts").json().at("/items/0");
            var path = "/api/v1/conflicts/%s/%d/phone/overturn"
                    .formatted(record, conflict.get("revision").asLong());
            assertThat(conflict.at("/winner/value").asString()).isEqualTo("2");
            assertThat(conflict.at("/loser/value").asString()).isEqualTo("3");

            var answer = http.post(path, "{\"reason\": \"shop is right\"}");

            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(http.get("/api/v1/records/" + record)
                            .json()
                            .at("/fields/phone")
                            .asString())
                    .isEqualTo("3");
            assertThat(http.get("/api/v1/records/" + record + "/history").body())
                    .contains("shop is right");
            assertThat(http.post(path, "{\"reason\": \"again\"}").status()).isEqualTo(409);
            assertThat(http.post(path.replace("phone", "email"), "{\"reason\": \"none\"}")
                            .status())
                    .isEqualTo(404);
        }

        @Test
        void needs_a_reason() {
            var record = conflict("reason");

            var answer = http.post("/api/v1/records/" + record + "/rollback", "{\"revision\": 1}");

            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.json().get("property").asString()).isEqualTo("reason");
        }

        @Test
        void rolls_a_record_back() {
            var record = contact("crm", "back-1", "back1@example.com", "old");
            contact("crm", "back-1", "back1@example.com", "new");

            var answer = http.post("/api/v1/records/" + record + "/rollback", """
                {"revision": 1, "reason": "typed wrongly"}\
                """);

            assertThat(answer.json().get("revision").asLong()).isEqualTo(3);
            assertThat(http.get("/api/v1/records/" + record)
                            .json()
                            .at("/fields/phone")
                            .asString())
                    .isEqualTo("old");
            assertThat(http.post("/api/v1/records/" + record + "/rollback", "{\"revision\": 99, \"reason\": \"x\"}")
                            .status())
                    .isEqualTo(404);
        }

        @Test
        void does_not_retry_what_was_not_refused() {
            var record = contact("crm", "retry-1", "retry1@example.com", "1");

            var answer = http.post("/api/v1/deliveries/retry", """
                {"record": "%s", "system": "shop", "reason": "fixed"}\
                """.formatted(record));

            assertThat(answer.status()).isIn(404, 409);
        }
    }

    @Nested
    class Operating {

        @Test
        void starts_a_run_and_says_where_to_watch_it() {
            var answer = http.post("/api/v1/syncs/crm-contacts/runs", "{\"extent\": \"full\"}");

            assertThat(answer.status()).isEqualTo(202);
            var run = http.get(answer.header("location")).json();
            assertThat(run.get("sync").asString()).isEqualTo("crm-contacts");
            assertThat(run.get("actor").asString()).isEqualTo("admin FULL");
        }

        @Test
        void starts_no_run_of_a_sync_that_is_not_there_or_does_not_read() {
            var unknown = http.post("/api/v1/syncs/crm-contact/runs", "{}");
            assertThat(unknown.status()).isEqualTo(404);
            assertThat(unknown.json().get("detail").asString()).contains("crm-contacts");
            assertThat(http.post("/api/v1/syncs/warehouse-products/runs", "{}").status())
                    .isEqualTo(409);
        }

        @Test
        void lists_open_deliveries() {
            var record = contact("crm", "due-1", "due1@example.com", "1");

            var due = http.get("/api/v1/deliveries?state=due&system=shop&limit=200");

            assertThat(due.body()).contains(record);
            var sideways = http.get("/api/v1/deliveries?state=sideways");
            assertThat(sideways.status()).isEqualTo(400);
            assertThat(sideways.json().get("detail").asString())
                    .isEqualTo(
                            "state: 'sideways' is not one of due, retrying, waiting, refused, skipped, orphan, stuck,"
                                    + " open");
            assertThat(http.get("/api/v1/quarantine?state=gone").status()).isEqualTo(400);
            assertThat(http.get("/api/v1/conflicts?state=lost").status()).isEqualTo(400);
        }

        @Test
        void tells_where_the_hub_stands() {
            HubTables.in(source).read("crm-contacts", true, null, java.time.Instant.now());

            var status = http.get("/api/v1/status").json();

            assertThat(status.get("converged").asBoolean()).isFalse();
            assertThat(status.get("systems")
                            .valueStream()
                            .map(system -> system.get("id").asString()))
                    .containsExactly("crm", "shop", "warehouse");
            assertThat(status.at("/systems/0/lastSync").isNull()).isFalse();
        }

        @Test
        void shows_the_definitions_without_a_secret() {
            var body = http.get("/api/v1/definitions").body();

            assertThat(body).contains("crm-contacts", "contact.phone").doesNotContain("top-secret", "whsec");
        }

        @Test
        void replays() {
            conflict("replay");

            assertThat(http.post("/api/v1/replays", "{\"mode\": \"verify\"}")
                            .json()
                            .get("identical")
                            .asBoolean())
                    .isTrue();
            assertThat(http.post("/api/v1/replays", "{}").status()).isEqualTo(422);
        }
    }
}
