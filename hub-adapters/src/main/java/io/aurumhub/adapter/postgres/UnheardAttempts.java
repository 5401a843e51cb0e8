package io.aurumhub.adapter.postgres;

import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.delivery.EarlierAttempt;
import io.aurumhub.core.delivery.EarlierRemoval;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.record.Copy;
import io.aurumhub.core.record.CopyId;
import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.record.GoldenRecordCommand;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.SystemId;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The deliveries of which an attempt ended without an answer, since the hub was killed or the system was silent: what
 * the system reports meanwhile may be the hub's own write.
 */
final class UnheardAttempts {

    private final BatchFacts facts;
    private final JdbcTemplate database;
    private final EventLog log;
    private final Set<Key> unheard = new HashSet<>();

    private record Key(GoldenRecordId record, CopyId copy) {}

    UnheardAttempts(BatchFacts facts, JdbcTemplate database) {
        this.facts = facts;
        this.database = database;
        this.log = new EventLog(database);
    }

    /** Looks for all that a batch may be about, in one query; in none where nothing is due. */
    void prepare(Collection<GoldenRecordId> records) {
        var due = records.stream()
                .map(facts::state)
                .filter(state ->
                        state != null && state.copies().values().stream().anyMatch(Copy::due))
                .map(state -> state.id().value())
                .toArray(UUID[]::new);
        if (due.length == 0) {
            return;
        }
        if (Arrays.stream(due).anyMatch(id -> facts.isChangedBefore(new GoldenRecordId(id)))) {
            facts.settle();
        }
        database.query(
                """
                select record_id, system, number from hub_read.crosswalk
                where record_id = any(?) and attempts > 0 and wanted > held
                  and (lease_until is null or lease_until < now())\
                """,
                row -> {
                    var copy = new CopyId(new SystemId(row.getString(2)), row.getInt(3));
                    unheard.add(new Key(new GoldenRecordId(row.getObject(1, UUID.class)), copy));
                },
                (Object) due);
    }

    /** Confirms what a change shows of the hub's own writes, so that only the rest of it is the system's word. */
    void confirmOwnWrite(RecordStore.Batch decisions, @Nullable GoldenRecordId id, Admission admission) {
        var record = id == null ? null : facts.state(id);
        if (record == null) {
            return;
        }
        var change = admission.change();
        record.copies().values().stream()
                .filter(copy -> copy.id().system().equals(change.system()) && isMeant(copy, change))
                .filter(copy -> unheard.contains(new Key(record.id(), copy.id())))
                .findFirst()
                .flatMap(copy -> confirmation(record, copy, admission))
                .ifPresent(confirmation -> {
                    var decided = decisions.decide(confirmation, record);
                    var after = decided.after();
                    if (after != null && !decided.events().isEmpty()) {
                        facts.learn(decided.before(), after);
                    }
                });
    }

    /** The confirmation of a delete of the hub's that explains why a system lacks a record which is to be there. */
    Optional<GoldenRecordCommand> ownRemoval(GoldenRecordId id, Admission admission) {
        var record = facts.state(id);
        var change = admission.change();
        var copy = record == null
                ? null
                : record.copyOf(change.system(), change.localId()).orElse(null);
        if (record == null || copy == null || !unheard.contains(new Key(id, copy.id()))) {
            return Optional.empty();
        }
        var attempt = new EarlierRemoval(record, copy.id());
        facts.settle();
        log.walk(id, attempt);
        var seenAt = Times.micros(change.observedAt());
        return attempt.isFound()
                ? Optional.of(attempt.confirmation(seenAt == null ? facts.now() : seenAt, facts))
                : Optional.empty();
    }

    private static boolean isMeant(Copy copy, Change change) {
        return copy.state() == Copy.State.PENDING || change.localId().equals(copy.localId());
    }

    private Optional<GoldenRecordCommand> confirmation(GoldenRecord record, Copy copy, Admission admission) {
        var change = admission.change();
        var present = new LocalRecord(
                change.localId(), change.fields(), change.version(), Times.micros(change.changedAt()), false);
        var observed = Times.micros(change.observedAt());
        var seenAt = observed == null ? facts.now() : observed;
        var attempt = new EarlierAttempt(record, copy.id(), admission.sync(), facts, present, seenAt);
        facts.settle();
        log.walk(record.id(), attempt);
        return attempt.isFound()
                ? Optional.of(attempt.confirmation(facts))
                : aside(new Collisions.Key(record.id(), copy.id()), attempt);
    }

    /** What the hub wrote for a moment only; once it is in the history, it is no more to be looked for. */
    private Optional<GoldenRecordCommand> aside(Collisions.Key key, EarlierAttempt attempt) {
        var collisions = new Collisions(database);
        var found = collisions.aside(key).flatMap(written -> attempt.aside(written, facts));
        found.ifPresent(any -> collisions.isBack(key));
        return found.map(confirmation -> confirmation);
    }
}
