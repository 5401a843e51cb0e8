package io.aurumhub.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SearchIndexIT {

    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void what_is_written_is_sorted_in_soon_and_again_after_the_next_write() {
        try (var fixture = new HubFixture()) {
            fixture.database.execute("create extension pgstattuple");
            for (var number : new String[] {"1", "2"}) {
                fixture.submit(HubFixture.contact(
                        HubFixture.CRM, number, "Ada", "ada%s@example.org".formatted(number), "Bonn"));

                await().atMost(LONG).until(() -> unsorted(fixture) == 0);
                assertThat(fixture.database.queryForObject(
                                "select count(*) from hub_read.golden_record where fields @> '{\"city\": \"Bonn\"}'",
                                Integer.class))
                        .isEqualTo(Integer.valueOf(number));
            }
        }
    }

    private static long unsorted(HubFixture fixture) {
        var count = fixture.database.queryForObject(
                "select pending_tuples from pgstatginindex('hub_read.golden_record_fields')", Long.class);
        return count == null ? -1 : count;
    }
}
