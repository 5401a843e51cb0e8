package io.aurumhub.api.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

@DisplayNameGeneration(ReplaceUnderscores.class)
@ExtendWith(SharedDemo.Supplier.class)
class StewardIT {

    /** What the tables derive from the events. The rest is work in progress. */
    private static final List<String> DERIVED = List.of(
            "record_id, entity, revision, deleted, fields, provenance, match_keys, changed_at from"
                    + " hub_read.golden_record",
            "record_id, system, number, entity, local_id, state, local, sent, version, source_time, written_at, held,"
                    + " wanted, refused from hub_read.crosswalk",
            "entity, key, record_id from hub_read.match_key",
            "record_id, revision, field, entity, winner_system, winner_value, loser_system, loser_value, rule, at,"
                    + " state from hub_read.conflict",
            "system, change_id, record_id, revision from hub_read.seen_change");

    private final SharedDemo demo;

    StewardIT(SharedDemo demo) {
        this.demo = demo;
    }

    @BeforeEach
    void awaitConverged() {
        demo.hub().awaitConverged();
    }

    @Test
    void a_record_that_is_rolled_back_is_as_it_was_in_every_system_and_its_history_says_why()
            throws IOException, SQLException {
        var pair = Pair.one(demo.outside(), 400);
        var revision = pair.golden(demo.hub()).path("revision").longValue();
        var phone = pair.inCrm("phone");
        var town = pair.inCrm("town");
        assertThat(phone).isNotNull();
        pair.editCrm("phone", "+49 30 23125000");
        pair.editCrm("town", "Wrongtown");
        pair.awaitPhoneEverywhere("+49 30 23125000");
        demo.hub().awaitConverged();
        // The second edit may have come just after the read that found the first.
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(
                                pair.inShop().path("address").path("city").asString())
                        .isEqualTo("Wrongtown"));
        demo.hub().awaitConverged();

        demo.hub()
                .post(
                        "/api/v1/records/" + pair.goldenId(demo.hub()) + "/rollback",
                        "{\"revision\": " + revision + ", \"reason\": \"The town was a mistake\"}")
                .expecting(200);

        pair.awaitPhoneEverywhere(String.valueOf(phone));
        demo.hub().awaitConverged();
        assertThat(pair.inCrm("town")).isEqualTo(town);
        assertThat(pair.inShop().path("address").path("city").asString()).isEqualTo(town);
        assertThat(pair.inWarehouse("city")).isEqualTo(town);
        assertThat(pair.history(demo.hub())).anySatisfy(entry -> {
            assertThat(entry.path("reason").asString()).isEqualTo("The town was a mistake");
            assertThat(entry.path("actor").asString()).isEqualTo("admin");
        });
    }

    @Test
    void a_conflict_that_a_steward_overturns_brings_the_other_value_everywhere() throws IOException, SQLException {
        var conflict = demo.hub().all("/api/v1/conflicts?state=decided&entity=contact&system=shop").stream()
                .filter(one -> one.path("field").asString().equals("phone")
                        && one.path("winner").path("system").asString().equals("crm")
                        && one.path("loser").path("system").asString().equals("shop")
                        && one.path("loser").path("value").isString())
                .findFirst()
                .orElseThrow();
        var record = conflict.path("record").stringValue();
        var losing = conflict.path("loser").path("value").stringValue();
        var pair = pair(record);
        assertThat(pair.inCrm("phone")).isNotEqualTo(losing);

        demo.hub()
                .post(
                        "/api/v1/conflicts/%s/%d/phone/overturn"
                                .formatted(record, conflict.path("revision").longValue()),
                        "{\"reason\": \"The customer knows best\"}")
                .expecting(200);

        pair.awaitPhoneEverywhere(losing);
        demo.hub().awaitConverged();
        assertThat(pair.inCrm("phone")).isEqualTo(losing);
        assertThat(pair.conflicts(demo.hub()))
                .anySatisfy(one -> assertThat(one.path("state").asString()).isEqualTo("overturned"));
        assertThat(pair.history(demo.hub()))
                .anySatisfy(entry -> assertThat(entry.path("reason").asString()).isEqualTo("The customer knows best"));
    }

    private Pair pair(String record) throws IOException, SQLException {
        var email = demo.hub()
                .get("/api/v1/records/" + record)
                .expecting(200)
                .path("fields")
                .path("email")
                .stringValue();
        return Pair.some(demo.outside(), 0, Integer.MAX_VALUE).stream()
                .filter(pair -> pair.email().equals(Agreement.normalised(email)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void tables_that_are_lost_come_back_the_same_from_the_events_without_one_push() throws IOException, SQLException {
        var tables = tables();
        var marks = demo.outside().writeMarks();
        try (var connection = demo.home().database("aurum");
                var statement = connection.createStatement()) {
            statement.execute("drop schema hub_read cascade");
        }

        var report =
                demo.hub().post("/api/v1/replays", "{\"mode\": \"rebuild\"}").expecting(200);

        assertThat(report.path("events").longValue()).isPositive();
        demo.hub().awaitConverged();
        assertThat(tables()).isEqualTo(tables);
        assertThat(demo.outside().writeMarks()).isEqualTo(marks);
        assertThat(verified()).isTrue();
    }

    private boolean verified() throws IOException {
        JsonNode report =
                demo.hub().post("/api/v1/replays", "{\"mode\": \"verify\"}").expecting(200);
        return report.path("identical").booleanValue();
    }

    /** Every derived table, sorted; as a digest with its number of rows, for the tables are long. */
    private List<String> tables() throws IOException, SQLException {
        try (var connection = demo.home().database("aurum")) {
            var all = new java.util.ArrayList<String>();
            for (var table : DERIVED) {
                var sql = "select count(*), md5(string_agg(line, '\n' order by line)) from (select (t.*)::text as line"
                        + " from (select " + table + ") t) lines";
                all.add(table + " = " + Outside.rows(connection, sql).getFirst());
            }
            return all;
        }
    }
}
