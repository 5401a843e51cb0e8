package io.aurumhub.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** What the pages ask again and again must give its connection back each time. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class HubQueriesConnectionsIT {

    private static final int MORE_THAN_THE_POOL_HOLDS = 5;

    @Test
    void every_query_gives_its_connection_back() {
        try (var fixture = new HubFixture();
                var pool = pool(fixture)) {
            fixture.submit(HubFixture.contact(HubFixture.CRM, "1", "Ada", "ada@example.org", "Bonn"));
            for (int round = 0; round < MORE_THAN_THE_POOL_HOLDS; round++) {
                // New each time, so that nothing is answered from memory.
                var queries = HubQueries.of(pool, HubFixture.definitions(), Clock.systemUTC());
                assertThat(queries.status().status().systems()).hasSize(2);
                assertThat(queries.status().marker()).isNotBlank();
                assertThat(queries.records()
                                .search(HubFixture.CONTACT, Map.of(), Slice.Wanted.first(10))
                                .items())
                        .hasSize(1);
                assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
            }
        }
    }

    private static HikariDataSource pool(HubFixture fixture) {
        var config = new HikariConfig();
        config.setJdbcUrl(fixture.testDatabase.jdbcUrl());
        config.setUsername(fixture.testDatabase.user());
        config.setPassword(fixture.testDatabase.password());
        config.setMaximumPoolSize(2);
        config.setConnectionTimeout(3_000);
        return new HikariDataSource(config);
    }
}
