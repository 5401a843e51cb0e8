package io.aurumhub.adapter.postgres;

import io.aurumhub.core.definition.ValueAnswer;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.mapping.AnsweredDefinitions;
import io.aurumhub.core.mapping.Mapping;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.Value;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes stewards' words on values that the value maps do not list. An answer is kept beside the file, counts for
 * everything that is decided after it, and makes a version of the definitions of its own.
 */
public final class ValueAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(ValueAnswers.class);

    private final JdbcTemplate database;
    private final TransactionTemplate transaction;
    private final AnsweredMappings mappings;
    private final PostgresQuarantineReview quarantine;
    private final RefusedDeliveries refused;
    private final Supplier<Instant> clock;

    ValueAnswers(
            JdbcTemplate database,
            TransactionTemplate transaction,
            AnsweredMappings mappings,
            PostgresQuarantineReview quarantine,
            RefusedDeliveries refused,
            Supplier<Instant> clock) {
        this.database = database;
        this.transaction = transaction;
        this.mappings = mappings;
        this.quarantine = quarantine;
        this.refused = refused;
        this.clock = clock;
    }

    /**
     * An answer that the file does not overrule.
     *
     * @param used false: its field, or its golden value, is not there any more
     */
    public record AnswerView(
            String sync,
            String field,
            Value local,
            Value golden,
            boolean used,
            String answeredBy,
            String reason,
            Instant answeredAt) {}

    /**
     * What came of an answer.
     *
     * @param answer as it is kept
     * @param version the definitions that count from now on
     * @param released changes that were taken up again
     * @param kept of them are in quarantine still, for other reasons
     * @param retried deliveries that are tried again
     */
    public record Taken(ValueAnswer answer, String version, long released, long kept, long retried) {}

    /** All answers that count, or would, in the order they were given. */
    public List<AnswerView> list() {
        var used = new HashSet<>(mappings.answered(mappings.active()).used());
        return JdbcClient.create(database)
                .sql("""
                    select sync, field, local::text as local, golden::text as golden, answered_by, reason, answered_at
                    from hub_ops.value_answer where state = 'active' order by number\
                    """)
                .query((row, index) -> {
                    var columns = new Columns(row);
                    var answer = new ValueAnswer(
                            new SyncId(columns.text("sync")),
                            columns.text("field"),
                            columns.value("local"),
                            columns.value("golden"));
                    return new AnswerView(
                            answer.sync().value(),
                            answer.field(),
                            answer.local(),
                            answer.golden(),
                            used.contains(answer),
                            columns.text("answered_by"),
                            columns.text("reason"),
                            columns.instant("answered_at"));
                })
                .list();
    }

    /**
     * Takes an answer, and takes up what waited for it. The same again does no harm.
     *
     * @param cause who says so, and why
     * @throws io.aurumhub.core.mapping.AnswerRefused if it makes no sense, or something else is known of the value
     * @throws io.aurumhub.core.connector.TransientFault if the database does not answer, or what waited takes too long:
     *     the answer is kept then if {@link #list} shows it, and the rest is made up for at the next start
     */
    public Taken answer(ValueAnswer answer, Provenance cause) {
        var kept = Objects.requireNonNull(transaction.execute(status -> keep(answer, cause)));
        mappings.refreshed();
        return takeUp(kept, cause);
    }

    private ValueAnswer keep(ValueAnswer said, Provenance cause) {
        var now = mappings.aloneInTransaction();
        var answer = AnsweredDefinitions.checked(now, asItCame(said));
        boolean known = AnsweredDefinitions.isKnown(now, answer.sync(), answer.field(), answer.local());
        if (!known) {
            database.update(
                    """
                    insert into hub_ops.value_answer
                        (sync, field, value, local, golden, answered_by, reason, answered_at)
                    values (?, ?, ?, ?::jsonb, ?::jsonb, ?, ?, ?)\
                    """,
                    answer.sync().value(),
                    answer.field(),
                    answer.local().toString(),
                    HubJson.write(answer.local()),
                    HubJson.write(answer.golden()),
                    cause.actor(),
                    cause.reason() == null ? "" : Text.storable(cause.reason()),
                    Timestamp.from(clock.get()));
            var definitions = mappings.answered(mappings.active()).definitions();
            new DefinitionVersions(JdbcClient.create(database)).answered(definitions, clock.get());
        }
        database.update(
                """
                update hub_ops.unmapped_value set state = 'answered'
                where sync = ? and field = ?
                  and (direction = 'in' and value = ? or direction = 'out' and value = ?)\
                """,
                answer.sync().value(),
                answer.field(),
                answer.local().toString(),
                answer.golden().isNothing() ? null : answer.golden().toString());
        return answer;
    }

    /** A local value is written in the form in which the system showed it: 7 as a number, though somebody says "7". */
    private ValueAnswer asItCame(ValueAnswer said) {
        if (said.local().isNothing() || said.local() instanceof Value.Items || said.local() instanceof Value.Nested) {
            return said;
        }
        var text = Text.storable(said.local().toString());
        var local = database.queryForList("""
            select shown::text from hub_ops.unmapped_value
            where sync = ? and field = ? and direction = 'in' and value = ?\
            """, String.class, said.sync().value(), said.field(), text).stream()
                .map(HubJson::value)
                .findFirst()
                .orElse(said.local());
        return new ValueAnswer(said.sync(), said.field(), local, said.golden());
    }

    private Taken takeUp(ValueAnswer answer, Provenance cause) {
        var definitions = mappings.get().definitions();
        var sync = Objects.requireNonNull(definitions.syncs().get(answer.sync()));
        var before = mappings.without(answer).of(sync.id());
        var released =
                quarantine.releaseThose(sync.system(), sync.entity(), change -> lacked(change, answer, before), cause);
        long retried = answer.golden().isNothing() ? 0 : refused.retry(sync, answer, cause);
        database.update(
                "update hub_ops.value_answer set done = true where state = 'active' and sync = ? and field = ?"
                        + " and value = ?",
                sync.id().value(),
                answer.field(),
                answer.local().toString());
        return new Taken(answer, definitions.version(), released.tried(), released.kept(), retried);
    }

    private static boolean lacked(Change change, ValueAnswer answer, Mapping before) {
        return change.kind() == Change.Kind.UPSERT
                && before.toGolden(change.fields()).problems().stream()
                        .anyMatch(problem -> problem.unmapped() != null
                                && problem.topLevel().equals(answer.field())
                                && problem.unmapped()
                                        .toString()
                                        .equals(answer.local().toString()));
    }

    /** Whether the hub was stopped before all that had waited for an answer was taken up. */
    boolean isUndone() {
        return !database.queryForList(
                        "select number from hub_ops.value_answer where state = 'active' and not done limit 1",
                        Long.class)
                .isEmpty();
    }

    /** Takes up what waited for answers when the hub was stopped. */
    void makeUp() {
        var used = mappings.answered(mappings.active()).used();
        database
                .query(
                        """
                        select sync, field, local, golden, answered_by, reason from hub_ops.value_answer
                        where state = 'active' and not done order by number\
                        """,
                        (row, index) -> new Undone(
                                new ValueAnswer(
                                        new SyncId(row.getString(1)),
                                        row.getString(2),
                                        HubJson.value(row.getString(3)),
                                        HubJson.value(row.getString(4))),
                                Provenance.of(row.getString(5)).because(row.getString(6))))
                .stream()
                .filter(one -> used.contains(one.answer()))
                .forEach(one -> {
                    var taken = takeUp(one.answer(), one.cause());
                    LOG.info(
                            "{}: taken up after the stop of the hub: {} changes, {} deliveries",
                            one.answer().place(),
                            taken.released(),
                            taken.retried());
                });
    }

    private record Undone(ValueAnswer answer, Provenance cause) {}
}
