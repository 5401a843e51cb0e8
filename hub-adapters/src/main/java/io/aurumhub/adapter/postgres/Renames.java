package io.aurumhub.adapter.postgres;

import io.aurumhub.core.intake.Change;
import io.aurumhub.core.mapping.MatchKeys;
import io.aurumhub.core.record.Copy;
import io.aurumhub.core.record.GoldenRecordCommand.Relink;
import io.aurumhub.core.record.GoldenRecordCommand.Reported;
import io.aurumhub.core.record.GoldenRecordRejected;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Provenance;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Changes of a batch that answer a question: what is gone under this key is there under another one. */
final class Renames {

    private final KeyQuestions questions;
    private final BatchFacts facts;
    private final Flight flight;
    private final List<Task> batch;
    private final Set<LocalKey> left = new HashSet<>();
    private @Nullable Map<LocalKey, List<KeyQuestions.Open>> asked;

    Renames(KeyQuestions questions, BatchFacts facts, Flight flight, List<Task> batch) {
        this.questions = questions;
        this.facts = facts;
        this.flight = flight;
        this.batch = batch;
    }

    /**
     * What a delete is about.
     *
     * @param sure it is there under this key; else a steward has to say so, and it is deleted nowhere until then
     * @param reason why it is not sure, for the steward
     */
    record Renamed(
            GoldenRecordId record, LocalKey newKey, boolean sure, String reason, BatchFacts facts, Provenance cause) {

        Relink command(Reported reported) {
            return new Relink(record, reported, newKey.localId(), facts, cause);
        }
    }

    /** A change asks such a question; it is set aside under this number. */
    void note(long number, LocalKey newKey, KeyQuestions.Asked question) {
        flight.settle();
        questions.note(number, newKey, question);
        asked = null;
    }

    /**
     * Empty if nothing asks about the key of this delete.
     *
     * @param missed whoever tells of it has looked nowhere else
     */
    Optional<Renamed> of(Admission admission, GoldenRecordId id, boolean missed) {
        var change = admission.change();
        if (!KeyQuestions.mayAsk(admission, facts) || !isLinked(change, id)) {
            return Optional.empty();
        }
        var open = about(admission.key());
        if (open.isEmpty()) {
            return missed ? notYet(admission, id) : Optional.empty();
        }
        var one = open.getFirst();
        var newKey = new LocalKey(change.system(), change.entity(), one.localId());
        boolean free = facts.recordOf(newKey).isEmpty() && !left.contains(newKey);
        boolean alone = open.stream().allMatch(other -> other.localId().equals(one.localId()));
        boolean sure = alone && open.stream().allMatch(KeyQuestions.Open::sure) && free;
        if (sure) {
            left.add(admission.key());
        }
        var reason = "It may be there under another key now, and it is not certain under which: "
                + open.stream().map(KeyQuestions.Open::localId).distinct().collect(Collectors.joining(", "))
                + ". It is deleted nowhere until that is decided; see the changes in quarantine of these keys";
        return Optional.of(new Renamed(id, newKey, sure, reason, facts, change.cause()));
    }

    /** The next read of its system looks under which keys there is what; what goes by no match key is not found so. */
    private Optional<Renamed> notYet(Admission admission, GoldenRecordId id) {
        var record = facts.state(id);
        if (record == null || record.deleted() || record.matchKeys().isEmpty()) {
            return Optional.empty();
        }
        var change = admission.change();
        var reason =
                "%s has no %s of this key any more. It may be there under another one: the next read looks, and until"
                                .formatted(change.system(), change.entity())
                        + " then it is deleted nowhere";
        return Optional.of(new Renamed(id, admission.key(), false, reason, facts, change.cause()));
    }

    private boolean isLinked(Change change, GoldenRecordId id) {
        var record = facts.state(id);
        return record != null
                && record.copyOf(change.system(), change.localId())
                        .filter(copy -> copy.state() == Copy.State.LINKED)
                        .isPresent();
    }

    /** The key of one that is gone, under which there is now what goes by none of its match keys, is another's. */
    void giveUp(RecordStore.Batch decisions, Admission admission) {
        var change = admission.change();
        var id = facts.recordOf(admission.key()).orElse(null);
        var record = id == null ? null : facts.state(id);
        if (record == null
                || change.kind() == Change.Kind.DELETE
                || !change.full()
                || !admission.reasons().isEmpty()
                || !record.isGoneAs(change.system(), change.localId())) {
            return;
        }
        var keys = MatchKeys.of(facts.mappings().entity(change.entity()), record.values());
        if (keys.isEmpty() || admission.matchKeys().isEmpty() || !Collections.disjoint(keys, admission.matchKeys())) {
            return;
        }
        try {
            var command = new Relink(record.id(), IntakeRound.reported(change), null, facts, change.cause());
            var after = decisions.decide(command, record).after();
            if (after != null) {
                facts.learn(record, after);
            }
        } catch (GoldenRecordRejected readTooEarly) {
            return; // and so is the change
        }
    }

    /** Something asks whether it is the record that was under this key. */
    boolean isAsked(LocalKey oldKey) {
        return !about(oldKey).isEmpty();
    }

    /** In one query for the whole batch; none is open in most. */
    private List<KeyQuestions.Open> about(LocalKey oldKey) {
        var known = asked;
        if (known == null) {
            flight.settle();
            known = questions.about(batch.stream()
                    .filter(Task.TakeIn.class::isInstance)
                    .map(task -> ((Task.TakeIn) task).change())
                    .map(LocalKey::of)
                    .collect(Collectors.toSet()));
            asked = known;
        }
        return known.getOrDefault(oldKey, List.of());
    }
}
