package io.aurumhub.api.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@DisplayNameGeneration(ReplaceUnderscores.class)
@ExtendWith(SharedDemo.Supplier.class)
class RestartIT {

    private final SharedDemo demo;

    RestartIT(SharedDemo demo) {
        this.demo = demo;
    }

    @Test
    void a_field_edited_in_both_while_the_hub_is_stopped_is_crms_everywhere_and_shops_value_is_in_the_conflict()
            throws IOException, SQLException {
        demo.hub().awaitConverged();
        var pair = Pair.one(demo.outside(), 500);
        var record = pair.goldenId(demo.hub());
        var before = lastEvent();

        demo.whileStopped(systems -> {
            pair.editCrm("phone", "+49 30 23125001");
            pair.editShop("{\"phone\": \"+49 30 23125002\"}");
        });
        demo.hub().awaitAnswer();

        pair.awaitPhoneEverywhere("+49 30 23125001");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(pair.conflicts(demo.hub())).anySatisfy(conflict -> {
                    assertThat(conflict.path("field").asString()).isEqualTo("phone");
                    assertThat(conflict.path("winner").path("system").asString())
                            .isEqualTo("crm");
                    assertThat(conflict.path("loser").path("system").asString()).isEqualTo("shop");
                    assertThat(conflict.path("loser").path("value").asString()).isEqualTo("+49 30 23125002");
                }));
        demo.hub().awaitConverged();
        pair.awaitPhoneEverywhere("+49 30 23125001");
        assertThat(recordsWithEventsAfter(before))
                .as("records that the second start wrote anything about")
                .containsExactly(record);
        Agreement.check(demo.hub(), demo.outside());
    }

    private long lastEvent() throws IOException, SQLException {
        try (var connection = demo.home().database("aurum")) {
            return Long.parseLong(Outside.rows(connection, "select max(position) as last from hub_log.event")
                    .getFirst()
                    .text("last"));
        }
    }

    private List<String> recordsWithEventsAfter(long position) throws IOException, SQLException {
        try (var connection = demo.home().database("aurum")) {
            return Outside.rows(connection, "select distinct record_id from hub_log.event where position > ?", position)
                    .stream()
                    .map(row -> row.text("record_id"))
                    .toList();
        }
    }
}
