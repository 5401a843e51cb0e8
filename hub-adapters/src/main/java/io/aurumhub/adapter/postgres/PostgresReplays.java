package io.aurumhub.adapter.postgres;

import io.aurumhub.core.history.Replays;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Folds the whole log into a second set of tables beside the live ones, compares the two and, for a rebuild, puts the
 * second set in place. One transaction; changes wait meanwhile, deliveries find their rows unchanged or not at all.
 */
final class PostgresReplays implements Replays {

    /** Held shared by every batch of changes, exclusively by a replay. */
    static final long REPLAY_LOCK = 0x41_55_52_52_50L;

    private static final String LIVE = "hub_read";
    private static final String SHADOW = "hub_replay";

    /** For building indexes over millions of rows. */
    private static final String MEMORY = "128MB";

    private static final DerivedTable CROSSWALK = new DerivedTable(
            "crosswalk",
            "record_id, system, number",
            "entity, local_id, state, local, sent, version, source_time, written_at, held, wanted, refused, open,"
                    + " skipped, resend, made",
            "since, lease_owner, lease_until, attempts, next_attempt_at, last_error");

    private static final DerivedTable CONFLICT = new DerivedTable(
            "conflict",
            "record_id, revision, field",
            "entity, winner_system, winner_value, loser_system, loser_value, rule, at, state",
            "");

    /** What of each table is derived from events; the rest is work in progress. */
    private static final List<DerivedTable> DERIVED = List.of(
            new DerivedTable(
                    "golden_record",
                    "record_id",
                    "entity, revision, deleted, fields, provenance, match_keys, pins, turns, changed_at",
                    ""),
            CROSSWALK,
            new DerivedTable("match_key", "entity, key", "record_id", ""),
            new DerivedTable("match_rival", "entity, key", "record_id", ""),
            CONFLICT,
            new DerivedTable("seen_change", "system, change_id", "record_id, revision", ""));

    private final JdbcTemplate database;
    private final TransactionTemplate transaction;
    private final TableLayout layout;
    private final Supplier<Long> nanoTime;
    private final int chunk;
    private final Runnable rebuilt;

    /**
     * @param chunk how many events are folded together
     * @param rebuilt is called when the tables may have been replaced
     */
    PostgresReplays(
            JdbcTemplate database,
            TransactionTemplate transaction,
            Supplier<Long> nanoTime,
            int chunk,
            Runnable rebuilt) {
        this.database = database;
        this.transaction = transaction;
        this.layout = new TableLayout(database);
        this.nanoTime = nanoTime;
        this.chunk = chunk;
        this.rebuilt = rebuilt;
    }

    /** Whether one runs, on whichever node. */
    static boolean isRunning(JdbcTemplate database) {
        return Boolean.TRUE.equals(database.queryForObject("""
            select exists (select from pg_locks
                where locktype = 'advisory' and mode = 'ExclusiveLock' and granted
                  and database = (select oid from pg_database where datname = current_database())
                  and (classid::bigint << 32) + objid::bigint = ? and objsubid = 1)\
            """, Boolean.class, REPLAY_LOCK));
    }

    @Override
    public Report rebuild() {
        return replay(true);
    }

    @Override
    public Report verify() {
        return replay(false);
    }

    private Report replay(boolean moveIn) {
        long begin = nanoTime.get();
        var report = transaction.execute(status -> replayLocked(moveIn));
        if (report == null) {
            throw new IllegalStateException("The replay gave no report");
        }
        var took = Duration.ofNanos(nanoTime.get() - begin);
        if (moveIn) {
            rebuilt.run();
        }
        return new Report(report.events(), report.tables(), report.identical(), took);
    }

    private Report replayLocked(boolean moveIn) {
        // It may take as long as it needs; that of a silent node ends with that node's connections.
        database.execute("set local statement_timeout = 0; set local lock_timeout = 0");
        database.execute((Connection connection) -> {
            connection.setNetworkTimeout(Runnable::run, 0);
            return true;
        });
        database.execute("select pg_advisory_xact_lock(" + REPLAY_LOCK + ")");
        database.execute("select set_config('maintenance_work_mem', '" + MEMORY + "', true)"
                + " where pg_size_bytes(current_setting('maintenance_work_mem')) < pg_size_bytes('" + MEMORY + "')");
        layout.create(SHADOW);
        if (moveIn && layout.lacks(LIVE, SHADOW)) { // else that would only keep the workers from the tables
            layout.create(LIVE);
        }
        boolean damaged = layout.lacks(LIVE, SHADOW);
        if (!moveIn) { // so what is dropped in the end is not logged for a crash
            DERIVED.forEach(table -> database.execute("alter table " + table.in(SHADOW) + " set unlogged"));
        }
        // Those of conflicts stay: what ended one is looked up while they are written.
        var lifted = layout.liftIndexes(
                SHADOW,
                DERIVED.stream()
                        .filter(table -> !table.equals(CONFLICT))
                        .map(DerivedTable::name)
                        .toList());
        long events = fold();
        layout.build(lifted.stream().filter(TableLayout.Lifted::primary));
        // A first estimate, since new tables have none; PostgreSQL looks closer by itself within minutes.
        database.execute("set local default_statistics_target = 20");
        DERIVED.forEach(table -> database.execute("analyze " + table.in(SHADOW)));
        var tables = DERIVED.stream().map(this::compare).toList();
        boolean identical = tables.stream().allMatch(table -> table.missing() == 0 && table.surplus() == 0);
        if (moveIn && (!identical || damaged)) {
            moveIn(lifted.stream().filter(index -> !index.primary()));
        }
        database.execute("drop schema " + SHADOW + " cascade");
        return new Report(events, tables, identical, Duration.ZERO);
    }

    private long fold() {
        var events = database.execute((ConnectionCallback<Long>) connection -> {
            var shared = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
            var tables = new RecordTables(new SetWriter(shared), SHADOW);
            return new ReplayFold(new EventLog(shared), tables, chunk).run();
        });
        return events == null ? 0 : events;
    }

    private Table compare(DerivedTable table) {
        long said = count(table.countIn(SHADOW));
        long held = count(table.countIn(LIVE));
        long same = held == 0 ? 0 : count(table.countSame(SHADOW, LIVE));
        return new Table(table.name(), said, said - same, held - same);
    }

    private long count(String query) {
        var count = database.queryForObject(query, Long.class);
        return count == null ? 0 : count;
    }

    private void moveIn(Stream<TableLayout.Lifted> indexes) {
        var crosswalk = CROSSWALK.in(SHADOW);
        // What was being created when its row was lost must be looked up before it is created again.
        database.update("update " + crosswalk + " set attempts = 1 where state = 'pending'");
        layout.build(indexes);
        var swap = new TableSwap(database, SHADOW, LIVE);
        boolean swaps = swap.prepare(DERIVED.stream().map(DerivedTable::name).toList());
        // Somebody is at work on it, or has tried: he is not to be disturbed, nor to be quicker the next time.
        database.update("with live as (" + (swaps ? "select * from " : "delete from ") + CROSSWALK.in(LIVE)
                + (swaps ? "" : " returning *") + ") update " + crosswalk + " t set lease_owner = l.lease_owner,"
                + " lease_until = l.lease_until, attempts = greatest(t.attempts, l.attempts),"
                + " next_attempt_at = l.next_attempt_at, last_error = l.last_error from live l"
                + " where (t.record_id, t.system, t.number) = (l.record_id, l.system, l.number)"
                + " and t.wanted > t.held and t.refused is null"
                + " and (l.attempts > 0 or l.lease_owner is not null or l.next_attempt_at is not null)");
        DERIVED.forEach(table -> {
            if (swaps) {
                swap.swap(table.name());
            } else {
                database.execute("delete from " + table.in(LIVE));
                database.execute("insert into " + table.in(LIVE) + " (" + table.columns() + ") select "
                        + table.columns() + " from " + table.in(SHADOW));
            }
        });
    }
}
