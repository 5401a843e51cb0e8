package io.aurumhub.adapter.postgres;

import io.aurumhub.core.history.Replays;
import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.shared.GoldenRecordId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Folds the whole log into a second set of tables beside the live ones, compares the two and, for a rebuild, moves the
 * second set in. One transaction; changes wait meanwhile, deliveries find their rows unchanged or not at all.
 */
final class PostgresReplays implements Replays {

    /** Held shared by every batch of changes, exclusively by a replay. */
    static final long REPLAY_LOCK = 0x41_55_52_52_50L;

    private static final String SHADOW = "hub_replay";

    /** What of each table is derived from events; the rest is work in progress. */
    private static final Map<String, String> DERIVED = derived();

    private final JdbcTemplate database;
    private final TransactionTemplate transaction;
    private final EventLog log;
    private final TableLayout layout;
    private final Supplier<Long> nanoTime;

    PostgresReplays(JdbcTemplate database, TransactionTemplate transaction, EventLog log, Supplier<Long> nanoTime) {
        this.database = database;
        this.transaction = transaction;
        this.log = log;
        this.layout = new TableLayout(database);
        this.nanoTime = nanoTime;
    }

    private static Map<String, String> derived() {
        var tables = new LinkedHashMap<String, String>();
        tables.put(
                "golden_record",
                "record_id, entity, revision, deleted, fields, provenance, match_keys, pins, turns, changed_at");
        tables.put(
                "crosswalk",
                "record_id, system, number, entity, local_id, state, local, sent, version, source_time, written_at,"
                        + " held, wanted, refused, open, skipped, resend");
        tables.put("match_key", "entity, key, record_id");
        tables.put(
                "conflict",
                "record_id, revision, field, entity, winner_system, winner_value, loser_system, loser_value, rule, at,"
                        + " state");
        tables.put("seen_change", "system, change_id, record_id, revision");
        return tables;
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
        var report = transaction.execute(status -> {
            database.execute("select pg_advisory_xact_lock(" + REPLAY_LOCK + ")");
            if (moveIn) {
                layout.create("hub_read");
            }
            layout.create(SHADOW);
            long events = fold();
            var tables = DERIVED.entrySet().stream()
                    .map(table -> compare(table.getKey(), table.getValue()))
                    .toList();
            boolean identical = tables.stream().allMatch(table -> table.missing() == 0 && table.surplus() == 0);
            if (moveIn && !identical) {
                DERIVED.forEach(this::moveIn);
                // Not compared, since it depends on what was committed together.
                database.update("update hub_read.crosswalk t set since = s.since from " + SHADOW + ".crosswalk s"
                        + " where (t.record_id, t.system, t.number) = (s.record_id, s.system, s.number)");
                // What was being created when its row was lost must be looked up before it is created again.
                database.update("update hub_read.crosswalk set attempts = 1 where state = 'pending'");
            }
            database.execute("drop schema " + SHADOW + " cascade");
            return new Report(events, tables, identical, Duration.ZERO);
        });
        if (report == null) {
            throw new IllegalStateException("The replay gave no report");
        }
        var took = Duration.ofNanos(nanoTime.get() - begin);
        return new Report(report.events(), report.tables(), report.identical(), took);
    }

    private long fold() {
        var tables = new RecordTables(new SetWriter(database), SHADOW);
        var states = new RecordStates(database, SHADOW);
        return log.readAll(page -> {
            var known = states.load(page.stream().map(EventLog.Stored::record).collect(Collectors.toSet()));
            tables.write(steps(page, known).values());
        });
    }

    private static Map<GoldenRecordId, RecordTables.Step> steps(
            List<EventLog.Stored> page, Map<GoldenRecordId, GoldenRecord> known) {
        var steps = new LinkedHashMap<GoldenRecordId, RecordTables.Step>();
        var now = new HashMap<>(known);
        for (var stored : page) {
            var before = now.get(stored.record());
            var after = GoldenRecord.evolve(before, stored.event());
            if (after.revision() != stored.revision()) {
                throw new IllegalStateException("The log of record %s has a hole: revision %d follows %d"
                        .formatted(stored.record(), stored.revision(), after.revision() - 1));
            }
            now.put(stored.record(), after);
            steps.computeIfAbsent(stored.record(), id -> new RecordTables.Step(before, after))
                    .add(List.of(stored.event()), after);
        }
        return steps;
    }

    private Table compare(String table, String columns) {
        var counts = new ArrayList<Long>();
        Stream.<Function<String, String>>of(
                        t -> "select count(*) from " + SHADOW + "." + t,
                        t -> difference(columns, SHADOW + "." + t, "hub_read." + t),
                        t -> difference(columns, "hub_read." + t, SHADOW + "." + t))
                .map(sql -> database.queryForObject(sql.apply(table), Long.class))
                .forEach(count -> counts.add(count == null ? 0L : count));
        return new Table(table, counts.get(0), counts.get(1), counts.get(2));
    }

    private static String difference(String columns, String all, String without) {
        return "select count(*) from (select " + columns + " from " + all + " except all select " + columns + " from "
                + without + ") d";
    }

    private void moveIn(String table, String columns) {
        database.execute("delete from hub_read." + table);
        database.execute("insert into hub_read." + table + " (" + columns + ") select " + columns + " from " + SHADOW
                + "." + table);
    }
}
