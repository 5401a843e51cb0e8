package io.aurumhub.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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

    @Test
    void what_was_not_taken_up_before_is_so_while_the_hub_is_busy_without_a_break() throws Exception {
        try (var fixture = new HubFixture()) {
            fixture.submit(HubFixture.contact(HubFixture.CRM, "old", "Ada", "ada@example.org", "Bonn"));
            await().atMost(LONG).until(() -> fixture.count("hub_read.words") == 1);
            var open = new AtomicBoolean(true);
            var written = new AtomicInteger();
            var writer = Thread.ofPlatform().start(() -> {
                while (open.get()) {
                    fixture.submit(HubFixture.contact(
                            HubFixture.CRM, "busy", "Bob " + written.incrementAndGet(), "bob@example.org", "Kiel"));
                }
            });
            try {
                await().atMost(LONG).until(() -> fixture.count("hub_read.words") == 2);

                fixture.database.update("delete from hub_read.words where words::text like '%ada%'");
                fixture.hub.databaseIsBack();

                int before = written.get();
                await().atMost(LONG).until(() -> fixture.count("hub_read.words") == 2);
                await().atMost(LONG).until(() -> written.get() > before);
            } finally {
                open.set(false);
                writer.join();
            }
        }
    }

    private static long unsorted(HubFixture fixture) {
        var count = fixture.database.queryForObject(
                "select pending_tuples from pgstatginindex('hub_read.golden_record_fields')", Long.class);
        return count == null ? -1 : count;
    }
}
