package io.aurumhub.adapter.postgres;

import io.aurumhub.core.definition.ValueAnswer;
import io.aurumhub.core.mapping.AnsweredDefinitions;
import io.aurumhub.core.mapping.Mappings;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.Value;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The mappings by which the hub works now: those of the file, with what stewards have answered since. A batch of the
 * lane sees every answer that was committed before it began, on whichever node; no answer is committed while one runs.
 */
final class AnsweredMappings implements Supplier<Mappings> {

    /** Held by an answer alone, by batches together. */
    private static final long LOCK = 0x41_55_52_56_41L;

    private static final String BEGIN = "select pg_advisory_xact_lock_shared(" + LOCK
            + "), pg_advisory_xact_lock_shared(" + PostgresReplays.REPLAY_LOCK
            + "), set_config('plan_cache_mode', 'force_custom_plan', true)";

    private final JdbcTemplate database;
    private final Mappings file;
    private volatile State state;

    AnsweredMappings(JdbcTemplate database, Mappings file) {
        this.database = database;
        this.file = file;
        this.state = new State(0, file);
    }

    /** @param last the number of the newest answer that is part of it */
    private record State(long last, Mappings mappings) {}

    /** An answer and its row. */
    record Numbered(long number, ValueAnswer answer) {}

    @Override
    public Mappings get() {
        return state.mappings();
    }

    /**
     * The mappings for a batch, which must have begun its transaction; they hold until it ends. No replay runs either
     * until then. And each statement is planned for the tables as they are: a plan that was kept from when they were
     * small reads them from end to end for the rest of a first load.
     */
    Mappings inBatch() {
        database.execute(BEGIN);
        return refreshed();
    }

    /** Waits until no batch runs, and lets none begin until the transaction ends. */
    Mappings aloneInTransaction() {
        database.execute("select pg_advisory_xact_lock(" + LOCK + ")");
        return refreshed();
    }

    Mappings refreshed() {
        return last() == state.last() ? state.mappings() : loaded();
    }

    private synchronized Mappings loaded() {
        long last = last();
        if (last != state.last()) {
            state = new State(last, file.with(answered(active()).definitions()));
        }
        return state.mappings();
    }

    private long last() {
        var last = database.queryForObject("select coalesce(max(number), 0) from hub_ops.value_answer", Long.class);
        return last == null ? 0 : last;
    }

    /** The file with these answers. */
    AnsweredDefinitions answered(Collection<Numbered> answers) {
        return AnsweredDefinitions.of(
                file.definitions(), answers.stream().map(Numbered::answer).toList());
    }

    /** The mappings without one answer. */
    Mappings without(ValueAnswer answer) {
        var others =
                active().stream().filter(one -> !one.answer().equals(answer)).toList();
        return file.with(answered(others).definitions());
    }

    /** The answers that the file does not overrule, in the order they were given. */
    List<Numbered> active() {
        return database.query(
                """
                select number, sync, field, local, golden from hub_ops.value_answer
                where state = 'active' order by number\
                """,
                (row, index) -> new Numbered(
                        row.getLong(1),
                        new ValueAnswer(
                                new SyncId(row.getString(2)),
                                row.getString(3),
                                value(row.getString(4)),
                                value(row.getString(5)))));
    }

    private static Value value(String json) {
        return HubJson.value(json);
    }

    /** Puts aside the answers about values of which the file itself speaks by now. */
    void giveWayToFile() {
        aloneInTransaction();
        var active = active();
        var overruled = answered(active).overruled();
        var numbers = active.stream()
                .filter(one -> overruled.contains(one.answer()))
                .map(Numbered::number)
                .toArray(Long[]::new);
        if (numbers.length > 0) {
            database.update(
                    "update hub_ops.value_answer set state = 'superseded' where number = any(?)", (Object) numbers);
        }
    }
}
