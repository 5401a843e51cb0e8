package io.aurumhub.adapter.postgres;

import io.aurumhub.core.intake.Change;
import io.aurumhub.core.mapping.MatchKeys;
import io.aurumhub.core.record.Copy;
import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.record.GoldenRecordCommand.Relink;
import io.aurumhub.core.record.GoldenRecordCommand.Reported;
import io.aurumhub.core.record.GoldenRecordRejected;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Provenance;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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
        var known = asked;
        if (known != null) {
            known.values().forEach(open -> open.removeIf(one -> one.number() == number));
            var one = new KeyQuestions.Open(number, newKey.localId(), new TreeMap<>(), question.sure(), false);
            question.oldKeys()
                    .forEach(old -> known.computeIfAbsent(
                                    new LocalKey(newKey.system(), newKey.entity(), old), any -> new ArrayList<>())
                            .add(one));
        }
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

    /**
     * As {@link #giveUp}, before the first change is decided: all of them are to know of each other. Of the changes of
     * one local record only the first, since the others are about what that one makes of it.
     */
    void giveUpEarly(RecordStore.Batch decisions, Map<Task, Admission> admissions, SeenChanges seen) {
        var gone = new HashSet<LocalKey>();
        var spoken = new HashSet<LocalKey>();
        for (var admission : admissions.values()) {
            if (goneUnder(admission) != null) {
                gone.add(admission.key());
            }
        }
        if (gone.isEmpty()) {
            return;
        }
        for (var task : batch) {
            var admission = admissions.get(task);
            if (admission != null
                    && gone.contains(admission.key())
                    && seen.answer(admission.change()) == null
                    && spoken.add(admission.key())) {
                giveUp(decisions, admission);
            }
        }
    }

    /** The key of one that is gone, under which there is now what goes by none of its match keys, is another's. */
    void giveUp(RecordStore.Batch decisions, Admission admission) {
        var change = admission.change();
        var record = goneUnder(admission);
        if (record == null) {
            return;
        }
        var keys = MatchKeys.of(facts.mappings().entity(change.entity()), record.values());
        if (keys.isEmpty() || !Collections.disjoint(keys, admission.matchKeys())) {
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

    /** The record that is gone under the key of a change which says, in full, what is there now; null: none. */
    private @Nullable GoldenRecord goneUnder(Admission admission) {
        var change = admission.change();
        if (change.kind() == Change.Kind.DELETE
                || !change.full()
                || admission.matchKeys().isEmpty()
                || !admission.reasons().isEmpty()) {
            return null;
        }
        var id = facts.recordOf(admission.key()).orElse(null);
        var record = id == null ? null : facts.state(id);
        return record != null && record.isGoneAs(change.system(), change.localId()) ? record : null;
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
