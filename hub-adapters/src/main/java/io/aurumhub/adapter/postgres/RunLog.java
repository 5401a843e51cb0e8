package io.aurumhub.adapter.postgres;

import io.aurumhub.core.shared.SyncId;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** The log of runs. A poll that found nothing leaves no row. */
public final class RunLog {

    /** What became of a run that the end of the hub cut short. */
    public static final String STOPPED = "the hub was stopped during the run; the next one goes on where it ended";

    /** What became of a run of a node from which the others took over. */
    static final String SILENT = "its node was silent, and the others took over; the next run goes on where it ended";

    private final JdbcTemplate database;
    private final String node;

    RunLog(JdbcTemplate database, String node) {
        this.database = database;
        this.node = node;
    }

    /** Opens a row; does nothing if it is open already. */
    public void started(UUID run, SyncId sync, String trigger, String actor, Instant at) {
        database.update("""
            insert into hub_ops.run (run_id, sync, trigger, actor, state, started_at, node)
            values (?, ?, ?, ?, 'running', ?, ?) on conflict (run_id) do nothing\
            """, run, sync.value(), trigger, actor, Timestamp.from(at), node);
    }

    /** Adds to the counters. */
    public void counted(UUID run, long read, long changed, long quarantined) {
        database.update(
                "update hub_ops.run set read = read + ?, changed = changed + ?, quarantined = quarantined + ?"
                        + " where run_id = ?",
                read,
                changed,
                quarantined,
                run);
    }

    /** Notes why somebody let the run do more than it would by itself. */
    public void explained(UUID run, String reason) {
        database.update("update hub_ops.run set reason = ? where run_id = ?", Text.storable(reason), run);
    }

    /** Notes what keeps the sync from seeing every change. */
    public void warned(UUID run, String warning) {
        database.update("update hub_ops.run set warning = ? where run_id = ?", Text.storable(warning), run);
    }

    /** Closes the row. */
    public void ended(UUID run, @Nullable String error, Instant at) {
        database.update(
                "update hub_ops.run set state = ?, ended_at = ?, error = ? where run_id = ?",
                error == null ? "done" : "failed",
                Timestamp.from(at),
                error == null ? null : Text.storable(error),
                run);
    }

    /** Closes the rows that nodes left open which have gone. */
    void closeLeft(Instant at) {
        database.update(
                "update hub_ops.run r set state = 'failed', ended_at = ?, error = ? where state = 'running'"
                        + " and node <> ? and not exists (select from hub_ops.node n where n.node = r.node)",
                Timestamp.from(at),
                STOPPED,
                node);
    }

    /** Closes the rows that this node left open when it was killed; those of the others are under way. */
    public void closeAbandoned(Instant at) {
        database.update(
                "update hub_ops.run set state = 'failed', ended_at = ?, error = ? where state = 'running'"
                        + " and (node is null or node = ?)",
                Timestamp.from(at),
                STOPPED,
                node);
    }
}
