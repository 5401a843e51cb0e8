package io.aurumhub.api.status;

import io.aurumhub.adapter.postgres.HubQueries;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Says in the health of the process how the hub stands. A system that does not answer, or work that waits for a person,
 * does not make the process unhealthy: whoever takes it out of service for that would only stop what still moves.
 */
@Component("hubHealthIndicator")
class HubHealth implements HealthIndicator {

    private final HubQueries queries;

    HubHealth(HubQueries queries) {
        this.queries = queries;
    }

    @Override
    public Health health() {
        try {
            var status = queries.status().state();
            return Health.up()
                    .withDetail("state", status.state())
                    .withDetail("moving", status.moving())
                    .withDetail("toDo", status.toDo())
                    .withDetail("trouble", status.trouble())
                    .build();
        } catch (DataAccessException | TransactionException e) {
            return Health.down()
                    .withDetail("state", "in trouble")
                    .withDetail("why", "The hub's own database does not answer")
                    .build();
        }
    }
}
