package io.aurumhub.api.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.api.database.EmbeddedPostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Asks the hub's own tables whether anything is left to do, and never a clock. */
record Quiescence(String url, String user, String password) {

    /**
     * @param last the position of the last event
     * @param idle nothing is due, and each source was read to its end without an error
     */
    private record State(long last, String now, boolean idle, String text) {}

    /** Of a hub with a database in this server. */
    static Quiescence of(EmbeddedPostgresServer server) {
        server.createDatabaseIfMissing("aurum");
        return new Quiescence(server.jdbcUrl("aurum"), server.user(), server.password());
    }

    /** What a hub is to be started with, so that it keeps its tables here. */
    Map<String, String> environment(List<Map<String, String>> others) {
        var all = new HashMap<String, String>();
        all.put("HUB_DATABASE_URL", url);
        all.put("HUB_DATABASE_USER", user);
        all.put("HUB_DATABASE_PASSWORD", password);
        others.forEach(all::putAll);
        return all;
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url, user, password);
    }

    /**
     * Waits until all sources were read to their end, and the deletes looked for, after what is there now, and that
     * gave no event and nothing to deliver.
     */
    void await(HubProcess hub, Duration limit) {
        var before = new AtomicReference<@Nullable State>();
        org.awaitility.Awaitility.await("quiescence")
                .atMost(limit)
                .pollInterval(Duration.ofMillis(300))
                .untilAsserted(() -> {
                    var known = before.get();
                    var state = state(known == null ? "infinity" : known.now());
                    if (known == null || known.last() != state.last()) {
                        before.set(state);
                    }
                    assertThat(known != null && known.last() == state.last() && state.idle())
                            .as("%s %s", state, hub.lastLines())
                            .isTrue();
                });
    }

    private State state(String since) throws SQLException {
        try (var connection = connect();
                var statement = connection.prepareStatement("""
                    select coalesce((select max(position) from hub_log.event), 0), clock_timestamp()::text,
                        due = 0 and waiting = 0 and unread = 0,
                        format('due %s, waiting %s, not read %s; %s', due, waiting, unread, first)
                    from (select
                        (select format('first due: %s in %s as %s, %s, held %s of %s, attempt %s, next %s, refused: %s,'
                                || ' error: %s', record_id, system, local_id, state, held, wanted, attempts,
                                next_attempt_at, refused, last_error)
                         from hub_read.crosswalk where wanted > held limit 1) as first,
                        (select count(*) from hub_read.crosswalk where wanted > held) as due,
                        (select count(*) from hub_ops.quarantine where state = 'open') as waiting,
                        (select count(*) from hub_ops.sync_state where not caught_up or last_error is not null
                            or last_read_at <= ?::timestamptz or last_scan_at <= ?::timestamptz) as unread) as facts\
                    """)) {
            statement.setString(1, since);
            statement.setString(2, since);
            try (var row = statement.executeQuery()) {
                row.next();
                return new State(row.getLong(1), row.getString(2), row.getBoolean(3), row.getString(4));
            }
        }
    }

    /** What must not happen any more once all is quiet. */
    interface Count {
        long now() throws SQLException;
    }

    static void staysAt(String what, Duration time, Count count) throws SQLException {
        long before = count.now();
        org.awaitility.Awaitility.await(what)
                .during(time)
                .atMost(time.plusSeconds(30))
                .untilAsserted(() -> assertThat(count.now()).as(what).isEqualTo(before));
    }
}
