package io.aurumhub.adapter.postgres;

import io.aurumhub.core.definition.ValueAnswer;
import io.aurumhub.core.mapping.AnsweredDefinitions;
import io.aurumhub.core.mapping.Mappings;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.Value;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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
    private final Membership membership;
    private volatile State state;

    AnsweredMappings(JdbcTemplate database, Mappings file, Membership membership) {
        this.database = database;
        this.file = file;
        this.membership = membership;
        this.state = new State(0, file);
    }

    /** @param last the number of the newest answer that is part of it */
    private record State(long last, Mappings mappings) {}

    /** The number of the newest answer, and the term of this node. */
    private record Latest(long answer, @Nullable Long term) {}

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
     *
     * @param term in which all of the batch was begun
     * @throws io.aurumhub.core.connector.TransientFault if it is over: this node was silent since, and others have
     *     taken over from it
     */
    Mappings inBatch(long term) {
        database.execute(BEGIN);
        var latest = latest();
        membership.confirm(latest.term(), term);
        return refreshed(latest.answer());
    }

    /**
     * To be called in a transaction that writes what was begun in a term.
     *
     * @throws io.aurumhub.core.connector.TransientFault if it is over
     */
    void require(long term) {
        membership.check(term);
    }

    /** Waits until no batch runs, and lets none begin until the transaction ends. */
    Mappings aloneInTransaction() {
        database.execute("select pg_advisory_xact_lock(" + LOCK + ")");
        return refreshed();
    }

    Mappings refreshed() {
        return refreshed(latest().answer());
    }

    private Mappings refreshed(long last) {
        return last == state.last() ? state.mappings() : loaded();
    }

    private synchronized Mappings loaded() {
        long last = latest().answer();
        if (last != state.last()) {
            state = new State(last, file.with(answered(active()).definitions()));
        }
        return state.mappings();
    }

    private Latest latest() {
        var latest = database.queryForObject(
                "select coalesce(max(number), 0), (select term from hub_ops.node where node = ?)"
                        + " from hub_ops.value_answer",
                (row, index) -> new Latest(row.getLong(1), row.getObject(2, Long.class)),
                membership.node());
        return Objects.requireNonNull(latest);
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
