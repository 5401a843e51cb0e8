package io.aurumhub.adapter.postgres;

import io.aurumhub.core.definition.Definitions;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Everything that is read from the tables for people and API clients. Read-only; sees whatever is committed.
 *
 * @param records golden records and their copies
 * @param work conflicts, runs and quarantine
 * @param deliveries copies that are not what they should be
 * @param status where the hub stands
 */
public record HubQueries(RecordQueries records, WorkQueries work, DeliveryQueries deliveries, StatusQueries status) {

    public static HubQueries of(DataSource source, Definitions definitions, Clock clock) {
        var client = JdbcClient.create(source);
        return new HubQueries(
                new RecordQueries(client),
                new WorkQueries(client, definitions, clock),
                new DeliveryQueries(client),
                new StatusQueries(source, definitions, clock));
    }
}
