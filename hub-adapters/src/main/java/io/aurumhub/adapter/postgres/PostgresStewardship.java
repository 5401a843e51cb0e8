package io.aurumhub.adapter.postgres;

import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.history.Stewardship;
import io.aurumhub.core.record.Decided;
import io.aurumhub.core.record.Facts;
import io.aurumhub.core.record.GoldenRecordCommand;
import io.aurumhub.core.record.GoldenRecordCommand.Overturn;
import io.aurumhub.core.record.GoldenRecordCommand.PinField;
import io.aurumhub.core.record.GoldenRecordCommand.RollBack;
import io.aurumhub.core.record.GoldenRecordCommand.UnpinField;
import io.aurumhub.core.record.GoldenRecordCommand.Uphold;
import io.aurumhub.core.record.GoldenRecordRejected;
import io.aurumhub.core.record.Pin;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** A steward's decisions, through the lane. */
final class PostgresStewardship implements Stewardship {

    /** How long a steward waits for the commit. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final JdbcTemplate database;
    private final RecordLane lane;
    private final EventLog log;
    private final Set<Long> revisions;

    PostgresStewardship(JdbcTemplate database, RecordLane lane, EventLog log) {
        this(database, lane, log, Set.of());
    }

    private PostgresStewardship(JdbcTemplate database, RecordLane lane, EventLog log, Set<Long> revisions) {
        this.database = database;
        this.lane = lane;
        this.log = log;
        this.revisions = revisions;
    }

    @Override
    public Stewardship onlyAt(Set<Long> wanted) {
        return new PostgresStewardship(database, lane, log, Set.copyOf(wanted));
    }

    @Override
    public long overturn(GoldenRecordId record, long conflictRevision, String field, Provenance cause) {
        var conflict = conflict(record, conflictRevision, field);
        if (!conflict.state().equals("decided") && !conflict.state().equals("open")) {
            throw new NotPossible(
                    "This conflict is %s already; pin the value, or roll the record back, instead"
                            .formatted(conflict.state()),
                    false);
        }
        var value = HubJson.value(conflict.loser());
        return decide(record, facts -> new Overturn(record, conflictRevision, field, value, facts, cause));
    }

    private record Found(String state, String loser) {}

    private Found conflict(GoldenRecordId record, long revision, String field) {
        return database
                .query(
                        """
                        select state, loser_value from hub_read.conflict
                        where record_id = ? and revision = ? and field = ?\
                        """,
                        (row, number) -> new Found(row.getString(1), row.getString(2)),
                        record.value(),
                        revision,
                        field)
                .stream()
                .findFirst()
                .orElseThrow(() -> new NotPossible(
                        "Record %s has no conflict on '%s' at revision %d".formatted(record, field, revision), true));
    }

    @Override
    public long uphold(GoldenRecordId record, long conflictRevision, String field, Provenance cause) {
        var conflict = conflict(record, conflictRevision, field);
        if (!conflict.state().equals("open")) {
            throw new NotPossible(
                    "This conflict is %s already, and waits for nobody".formatted(conflict.state()), false);
        }
        return decide(record, facts -> new Uphold(record, conflictRevision, field, facts, cause));
    }

    @Override
    public long pin(
            GoldenRecordId record, String field, @Nullable Value value, @Nullable Instant until, Provenance cause) {
        var pin = new Pin(cause.actor(), cause.reason(), Times.micros(until));
        return decide(record, facts -> new PinField(record, field, value, pin, facts, cause));
    }

    @Override
    public long unpin(GoldenRecordId record, String field, Provenance cause) {
        return decide(record, facts -> new UnpinField(record, field, facts, cause));
    }

    @Override
    public long rollBack(GoldenRecordId record, long toRevision, Provenance cause) {
        var past = log.at(record, toRevision)
                .orElseThrow(() -> new NotPossible("Record %s has no revision %d".formatted(record, toRevision), true));
        return decide(record, facts -> new RollBack(record, past, facts, cause));
    }

    private long decide(GoldenRecordId record, Function<Facts, GoldenRecordCommand> command) {
        var answer = new CompletableFuture<Decided>();
        lane.add(new Task.Decide(record, null, revisions, command, answer));
        try {
            var after = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).after();
            return after == null ? 0 : after.revision();
        } catch (ExecutionException e) {
            throw translated(e.getCause());
        } catch (TimeoutException e) {
            throw new TransientFault("The hub is too busy; look at the record before you try again", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientFault("Interrupted; look at the record before you try again", e);
        }
    }

    private static RuntimeException translated(@Nullable Throwable cause) {
        return switch (cause) {
            case null -> new IllegalStateException("The lane failed without a cause");
            case GoldenRecordRejected rejected
            when rejected.reason() instanceof GoldenRecordRejected.Reason.RevisionMoved ->
                new Outdated(String.valueOf(rejected.getMessage()));
            case GoldenRecordRejected rejected ->
                new NotPossible(
                        String.valueOf(rejected.getMessage()),
                        rejected.reason() instanceof GoldenRecordRejected.Reason.RecordUnknown);
            case AggregateNotFoundException gone -> new NotPossible(String.valueOf(gone.getMessage()), true);
            case RuntimeException other -> other;
            default -> new IllegalStateException(cause);
        };
    }
}
