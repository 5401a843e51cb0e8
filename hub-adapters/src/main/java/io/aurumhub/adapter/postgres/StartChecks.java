package io.aurumhub.adapter.postgres;

import java.util.Map;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.spring.messaging.unitofwork.SpringTransactionManager;
import org.springframework.jdbc.core.JdbcTemplate;

/** Refuses to start on anything that could lose an event without a word. */
final class StartChecks {

    private static final Map<String, String> WANTED = Map.of("fsync", "on", "full_page_writes", "on");

    private StartChecks() {}

    /** Throws IllegalStateException with a sentence that says what is wrong and what to do. */
    static void check(JdbcTemplate database, TransactionManager transactions, EventStore store) {
        if (!(transactions instanceof SpringTransactionManager)) {
            throw new IllegalStateException(
                    "Events would be stored without a transaction: Axon's transaction manager is a "
                            + transactions.getClass().getSimpleName() + ", and must be a SpringTransactionManager");
        }
        if (!(store instanceof EmbeddedEventStore)) {
            throw new IllegalStateException("Events would not be stored: the event store is a "
                    + store.getClass().getSimpleName() + ", and must be an EmbeddedEventStore on PostgreSQL");
        }
        checkSettings(database);
    }

    static void checkSettings(JdbcTemplate database) {
        if (Boolean.TRUE.equals(database.queryForObject("select pg_is_in_recovery()", Boolean.class))) {
            throw new IllegalStateException(
                    "This PostgreSQL is a replica; the hub writes, so point HUB_DATABASE_URL at the primary");
        }
        WANTED.forEach((setting, wanted) -> {
            var value = setting(database, setting);
            if (!wanted.equals(value)) {
                throw new IllegalStateException("PostgreSQL runs with " + setting + " = " + value
                        + ": a power cut would lose what the hub has confirmed. Set " + setting + " = " + wanted);
            }
        });
        var commit = setting(database, "synchronous_commit");
        if (commit.equals("off") || commit.equals("local")) {
            throw new IllegalStateException("PostgreSQL runs with synchronous_commit = " + commit
                    + ": the hub would confirm changes that are not durable. Set synchronous_commit = on");
        }
    }

    private static String setting(JdbcTemplate database, String name) {
        return String.valueOf(database.queryForObject("select current_setting(?)", String.class, name));
    }
}
