package io.aurumhub.adapter.postgres;

import io.aurumhub.core.definition.DriftMode;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.intake.Drift;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.record.Copy;
import io.aurumhub.core.record.Decided;
import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.record.GoldenRecordCommand;
import io.aurumhub.core.record.GoldenRecordCommand.Report;
import io.aurumhub.core.record.GoldenRecordCommand.ReportGone;
import io.aurumhub.core.record.GoldenRecordCommand.Reported;
import io.aurumhub.core.record.GoldenRecordEvent;
import io.aurumhub.core.record.GoldenRecordRejected;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One attempt of the lane at one batch: find each change's record, decide, and say what came of it. */
final class IntakeRound implements RecordStore.Ending<Runnable> {

    private final Flight flight;
    private final RecordStore.Batch decisions;
    private final List<Task> batch;
    private final BatchFacts facts;
    private final List<Runnable> answers = new ArrayList<>();
    private final Set<Quarantine.Settled> settled = new HashSet<>();
    private final List<Long> released = new ArrayList<>();
    private final DriftLog.Tally drift;
    private final UnmappedValues.Tally unmapped;
    private final SeenChanges seen;
    private final Identification identification;
    private final UnheardAttempts attempts;
    private final Quarantine quarantine;
    private final IntakeWork.Lane lane;

    IntakeRound(IntakeWork.Lane lane, Flight flight, RecordStore.Batch decisions, List<Task> batch) {
        this.lane = lane;
        this.flight = flight;
        this.decisions = decisions;
        this.batch = batch;
        this.quarantine = lane.quarantine();
        this.drift = new DriftLog.Tally(new DriftLog(JdbcClient.create(lane.database())));
        this.unmapped = new UnmappedValues.Tally(lane.database());
        this.seen = new SeenChanges(lane.database(), flight);
        this.facts = new BatchFacts(
                lane.database(), lane.mappings().get(), lane.clock().get(), flight);
        this.identification = new Identification(facts);
        this.attempts = new UnheardAttempts(facts, lane.database());
    }

    /** Decides all of it. */
    IntakeRound decided() {
        var admissions = new IdentityHashMap<Task, Admission>();
        prepareComputed();
        for (var task : batch) {
            if (task instanceof Task.TakeIn takeIn) {
                admissions.put(task, admission(takeIn));
            }
        }
        new Preparation(facts, attempts, seen).of(batch, admissions.values());
        for (var task : batch) {
            switch (task) {
                case Task.TakeIn takeIn ->
                    takeIn(takeIn, admissionNow(takeIn.change(), Objects.requireNonNull(admissions.get(task))));
                case Task.Decide decide -> decide(decide);
            }
        }
        new LetGo(decisions, facts).follow();
        flight.decided(new Flight.Known(facts, seen));
        return this;
    }

    @Override
    public boolean mayWriteEarly() {
        boolean apart = decisions.steps().keySet().stream().noneMatch(facts::isChangedBefore);
        if (apart) {
            flight.writesEarly();
        }
        return apart;
    }

    /** Answers what is to be done after the commit. */
    @Override
    public Runnable write() {
        flight.settle();
        quarantine.close(settled);
        quarantine.release(released);
        drift.write(facts.now());
        unmapped.write(facts.now());
        var committed = committed();
        return () -> {
            try {
                lane.afterCommit().accept(committed); // first, so that deliveries begin while senders are answered
            } finally {
                answers.forEach(Runnable::run);
            }
        };
    }

    /** A field that is computed from several ones needs those that a partial change leaves out. */
    private void prepareComputed() {
        var keys = new HashSet<LocalKey>();
        for (var task : batch) {
            if (task instanceof Task.TakeIn takeIn && needsHeld(takeIn.change())) {
                keys.add(LocalKey.of(takeIn.change()));
            }
        }
        if (!keys.isEmpty()) {
            facts.prepareRecords(keys);
            facts.prepareStates(
                    keys.stream().flatMap(key -> facts.recordOf(key).stream()).collect(Collectors.toSet()));
        }
    }

    private boolean needsHeld(Change change) {
        return !change.full()
                && facts.mappings()
                        .sync(change.system(), change.entity())
                        .filter(sync ->
                                Admission.readsSeveral(sync, facts.mappings().of(sync.id())))
                        .isPresent();
    }

    /** An earlier change of the batch may have changed what the system holds. */
    private Admission admissionNow(Change change, Admission before) {
        return needsHeld(change) ? admission(change) : before;
    }

    private Admission admission(Task.TakeIn task) {
        var seen = task.seen();
        return seen != null && seen.mappings() == facts.mappings() ? seen.admission() : admission(task.change());
    }

    private Admission admission(Change change) {
        Map<String, Value> held = Map.of();
        if (needsHeld(change)) {
            var record = facts.recordOf(LocalKey.of(change)).map(facts::state).orElse(null);
            held = record == null
                    ? held
                    : record.copyOf(change.system(), change.localId())
                            .map(Copy::local)
                            .orElse(held);
        }
        return Admission.of(change, facts.mappings(), held);
    }

    private void takeIn(Task.TakeIn task, Admission admission) {
        var outcome = outcome(admission, task.quarantineNumber());
        if (task.quarantineNumber() > 0 && !isKept(outcome, task.quarantineNumber())) {
            released.add(task.quarantineNumber());
        }
        answers.add(() -> task.answer().complete(outcome));
    }

    private static boolean isKept(Outcome outcome, long row) {
        return switch (outcome) {
            case Outcome.Waiting ignored -> true;
            case Outcome.Quarantined(var number, var ignored) -> number == row;
            default -> false;
        };
    }

    private Outcome outcome(Admission admission, long quarantineNumber) {
        var change = admission.change();
        var before = seen.answer(change);
        if (before != null) {
            return before;
        }
        if (change.kind() == Change.Kind.DELETE) {
            return delete(admission);
        }
        unmapped.in(admission.sync().id(), admission.problems());
        var reasons = withDrift(admission, reasons(admission));
        if (reasons.isEmpty()) {
            reasons = broken(admission);
        }
        if (!reasons.isEmpty()) {
            return new Outcome.Quarantined(setAside(admission, reasons, null), reasons);
        }
        var missing = admission.parents().stream()
                .filter(parent -> facts.recordOf(parent).isEmpty() && !isHeld(parent, admission))
                .findFirst();
        if (missing.isPresent()) {
            return waitFor(admission, missing.get(), quarantineNumber);
        }
        return upsert(admission);
    }

    /** What the record would break, were the change taken as it is. */
    private List<String> broken(Admission admission) {
        var record = identification.identify(admission);
        var known = record == null ? null : facts.state(record);
        var begin = facts.mappings().of(admission.sync().id()).fallbacks();
        var after = new LinkedHashMap<String, Value>(known == null ? begin : known.values());
        after.putAll(admission.golden());
        return facts.mappings().broken(admission.change().entity(), after);
    }

    private List<String> reasons(Admission admission) {
        if (!admission.reasons().isEmpty()
                || admission.lacking().isEmpty()
                || identification.identify(admission) != null) {
            return admission.reasons();
        }
        return admission.lacking();
    }

    /** The form of the record is noted; where the sync holds on drift, it is a reason to keep the change back. */
    private List<String> withDrift(Admission admission, List<String> reasons) {
        var change = admission.change();
        var record = facts.recordOf(admission.key()).map(facts::state).orElse(null);
        var copy = record == null
                ? null
                : record.copyOf(change.system(), change.localId()).orElse(null);
        var sync = admission.sync();
        var map = facts.mappings().of(sync.id());
        var drifted = drift.count(sync.id(), Drift.of(sync, change, copy, map::isDocument));
        if (sync.drift() != DriftMode.HOLD || drifted.isEmpty()) {
            return reasons;
        }
        var all = new ArrayList<>(reasons);
        drifted.forEach(one -> all.add("form: " + one + ", and " + sync.id() + " holds until that is accepted"));
        return all;
    }

    /**
     * The system names the other record as it did before: whom it meant was settled then, though that one may go by
     * another name by now.
     */
    private boolean isHeld(ParentKey parent, Admission admission) {
        var change = admission.change();
        return parent instanceof HolderKey
                && facts.recordOf(admission.key())
                        .map(facts::state)
                        .flatMap(record -> record.copyOf(change.system(), change.localId()))
                        .filter(copy -> copy.state() == Copy.State.LINKED)
                        .map(copy -> Admission.lookedUp(admission.sync(), copy.local(), facts.mappings()))
                        .filter(held -> held.contains(parent))
                        .isPresent();
    }

    private Outcome waitFor(Admission admission, ParentKey parent, long quarantineNumber) {
        var reason = "It refers to " + parent.words() + ", which is not known yet";
        if (quarantineNumber > 0) {
            flight.settle();
            quarantine.waitOn(quarantineNumber, List.of(reason), parent);
            return new Outcome.Waiting(quarantineNumber, parent.toString());
        }
        return new Outcome.Waiting(setAside(admission, List.of(reason), parent), parent.toString());
    }

    /** What was settled before this change in the batch must not close its row. */
    private long setAside(Admission admission, List<String> reasons, @Nullable ParentKey waitsFor) {
        flight.settle();
        if (settled.stream().anyMatch(one -> one.key().equals(admission.key()))) {
            quarantine.close(settled);
            settled.clear();
        }
        return quarantine.setAside(admission.change(), reasons, waitsFor, facts.now());
    }

    private Outcome upsert(Admission admission) {
        var change = admission.change();
        var record = identification.identify(admission);
        boolean isNew = record == null;
        attempts.confirmOwnWrite(decisions, record, admission);
        var id = record == null ? lane.newId().get() : record;
        var command = new Report(id, reported(change), admission.local(), change.full(), facts, change.cause());
        return decided(admission, id, command, isNew);
    }

    private Outcome delete(Admission admission) {
        var id = facts.recordOf(admission.key()).orElse(null);
        if (id == null) {
            // What was set aside of it is not wanted any more either.
            settled.add(new Quarantine.Settled(admission.key(), null));
            return new Outcome.Nothing();
        }
        var change = admission.change();
        var command = attempts.ownRemoval(id, admission)
                .orElseGet(() -> new ReportGone(id, reported(change), facts, change.cause()));
        return decided(admission, id, command, false);
    }

    private Outcome decided(Admission admission, GoldenRecordId id, GoldenRecordCommand command, boolean isNew) {
        Decided decided;
        try {
            decided = decisions.decide(command, facts.state(id));
        } catch (GoldenRecordRejected rejected) {
            return switch (rejected.reason()) {
                case GoldenRecordRejected.Reason.ReadBeforeOwnWrite ignored -> new Outcome.ReadAgain(id);
                default -> throw rejected;
            };
        }
        var after = decided.after();
        settled.add(Quarantine.Settled.by(admission));
        if (decided.events().isEmpty() || after == null) {
            return new Outcome.Unchanged(id);
        }
        facts.learn(decided.before(), after);
        seen.add(admission.change(), id, after.revision());
        if (decided.events().getFirst() instanceof GoldenRecordEvent.StaleChangeNoted) {
            return new Outcome.Stale(id, after.revision());
        }
        return new Outcome.Accepted(id, after.revision(), isNew);
    }

    private void decide(Task.Decide task) {
        try {
            task.checkRevision(facts.state(task.record()));
            var command = task.command().apply(facts);
            var decided = decisions.decide(command, facts.state(task.record()));
            var after = decided.after();
            if (after != null && !decided.events().isEmpty()) {
                facts.learn(decided.before(), after);
                noteRefusal(command, after);
            }
            answers.add(() -> task.answer().complete(decided));
        } catch (GoldenRecordRejected rejected) {
            answers.add(() -> task.answer().completeExceptionally(rejected));
        }
    }

    private void noteRefusal(GoldenRecordCommand command, GoldenRecord after) {
        if (command instanceof GoldenRecordCommand.RefuseDelivery refusal) {
            facts.mappings()
                    .sync(refusal.copy().system(), after.entity())
                    .ifPresent(sync -> unmapped.out(sync.id(), refusal.problems(), facts.mappings()));
        }
    }

    private IntakeWork.Committed committed() {
        var records = decisions.steps().values().stream()
                .map(RecordTables.Step::after)
                .toList();
        var linked = new HashSet<LocalKey>();
        var named = new HashSet<HolderKey>();
        decisions.steps().values().forEach(step -> {
            linked.addAll(step.newLinks());
            named.addAll(step.newKeys());
        });
        return new IntakeWork.Committed(records, linked, named);
    }

    private static Reported reported(Change change) {
        return new Reported(
                change.system(),
                change.entity(),
                change.localId(),
                change.version(),
                Times.micros(change.changedAt()),
                Times.micros(change.observedAt()),
                change.changeId());
    }
}
