package io.aurumhub.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurumhub.core.mapping.Mappings;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** The database goes away while a hub is being opened on it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class OpeningIT {

    private final HubFixture fixture = new HubFixture();
    private final Thread opener = Thread.currentThread();

    @AfterEach
    void close() {
        fixture.close();
    }

    /** Gives the opener no connection, once, as soon as something is so. */
    private final class AwayOnce extends DelegatingDataSource {
        private final BooleanSupplier when;
        private final AtomicBoolean was = new AtomicBoolean();

        AwayOnce(DataSource source, BooleanSupplier when) {
            super(source);
            this.when = when;
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (Thread.currentThread().equals(opener) && !was.get() && when.getAsBoolean()) {
                was.set(true);
                throw new SQLException("The database is away", "08006");
            }
            return super.getConnection();
        }
    }

    private static Set<Long> beats() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("node-beat"))
                .map(Thread::threadId)
                .collect(Collectors.toSet());
    }

    @Test
    void a_start_that_is_begun_anew_leaves_nothing_of_the_first_one() {
        var before = beats();
        var source = new AwayOnce(fixture.source, () -> fixture.count("hub_ops.node where node = 'node-2'") == 1);
        try (var second =
                PostgresHub.open(source, new Mappings(HubFixture.definitions()), Clock.systemUTC(), "node-2")) {
            assertThat(source.was).isTrue();
            long term = second.membership().term();
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                var now = beats();
                now.removeAll(before);
                assertThat(now).as("threads that say that this node lives").hasSize(1);
            });
            assertThat(second.membership().term()).isEqualTo(term);
        }
        assertThat(fixture.count("hub_ops.node where node = 'node-2'")).isZero();
    }
}
