package io.aurumhub.adapter.postgres;

import io.aurumhub.core.history.Stewardship.NotPossible;
import io.aurumhub.core.identity.Matching.Verdict;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.record.Decided;
import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.record.GoldenRecordCommand;
import io.aurumhub.core.record.GoldenRecordCommand.Report;
import io.aurumhub.core.record.GoldenRecordCommand.ReportGone;
import io.aurumhub.core.record.GoldenRecordCommand.Reported;
import io.aurumhub.core.record.GoldenRecordEvent;
import io.aurumhub.core.record.GoldenRecordRejected;
import io.aurumhub.core.shared.GoldenRecordId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One attempt of the lane at one batch: find each change's record, decide, and say what came of it. */
final class IntakeRound implements RecordStore.Ending<Runnable> {

    private final Flight flight;
    private final RecordStore.Batch decisions;
    private final List<Task> batch;
    private final BatchFacts facts;
    private final List<Runnable> answers = new ArrayList<>();
    private final DriftLog.Tally drift;
    private final Objections objections;
    private final UnmappedValues.Tally unmapped;
    private final SeenChanges seen;
    private final Identification identification;
    private final MatchDoubts doubts;
    private final Parents parents;
    private final Set<Long> asked = new HashSet<>();
    private final UnheardAttempts attempts;
    private final Renames renames;
    private final Asides asides;
    private final IntakeWork.Lane lane;
    private boolean cleared;

    IntakeRound(IntakeWork.Lane lane, Flight flight, RecordStore.Batch decisions, List<Task> batch) {
        this.lane = lane;
        this.flight = flight;
        this.decisions = decisions;
        this.batch = batch;
        this.drift = new DriftLog.Tally(new DriftLog(JdbcClient.create(lane.database())));
        this.unmapped = new UnmappedValues.Tally(lane.database());
        this.seen = new SeenChanges(lane.database(), flight);
        this.facts = new BatchFacts(
                lane.database(),
                lane.mappings().inBatch(flight.term()),
                lane.clock().get(),
                flight);
        this.objections = new Objections(facts, drift);
        this.identification = new Identification(facts);
        this.parents = new Parents(facts);
        this.asides = new Asides(lane.quarantine(), facts, flight);
        this.doubts = new MatchDoubts(lane, flight, decisions, this, asides, facts);
        this.attempts = new UnheardAttempts(facts, lane.database());
        this.renames = new Renames(KeyQuestions.read(lane.database()), facts, flight, batch);
    }

    /** Decides all of it. */
    IntakeRound decided() {
        var admissions = new IdentityHashMap<Task, Admission>();
        var admitted = new Admissions(facts);
        admitted.prepare(batch);
        for (var task : batch) {
            if (task instanceof Task.TakeIn takeIn) {
                admissions.put(task, admitted.of(takeIn));
            }
        }
        new Preparation(facts, attempts, seen).of(batch, admissions.values());
        renames.giveUpEarly(decisions, admissions, seen);
        identification.meet(admissions.values().stream()
                .filter(admission -> seen.answer(admission.change()) == null)
                .toList());
        batch.stream()
                .filter(Task.TakeIn.class::isInstance)
                .map(task -> ((Task.TakeIn) task).twins())
                .filter(twins -> !twins.all().isEmpty())
                .distinct()
                .forEach(identification::meet);
        for (var task : batch) {
            switch (task) {
                case Task.TakeIn takeIn ->
                    takeIn(takeIn, admitted.now(takeIn.change(), Objects.requireNonNull(admissions.get(task))));
                case Task.Decide decide -> decide(decide);
                case Task.Match match -> match(match);
            }
        }
        new LetGo(decisions, facts).follow();
        flight.decided(new Flight.Known(facts, seen, doubts.anyWaits()));
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
        var answered = asides.write();
        drift.write(facts.now());
        unmapped.write(facts.now());
        var committed = committed(answered);
        return () -> {
            try {
                lane.afterCommit().accept(committed); // first, so that deliveries begin while senders are answered
            } finally {
                answers.forEach(Runnable::run);
            }
        };
    }

    private void takeIn(Task.TakeIn task, Admission admission) {
        var open = seen.answer(admission.change()) == null ? doubts.openPart(admission) : null;
        var outcome = open == null
                ? outcome(admission, task.quarantineNumber(), task.certainty())
                : again(
                        open.held().number(),
                        Admission.of(open.held().change(), facts.mappings(), Map.of()),
                        open.asked() ? Task.Certainty.SETTLED : task.certainty());
        release(outcome, task.quarantineNumber());
        if (outcome instanceof Outcome.Ambiguous(var number, var ignored)) {
            asked.add(number);
        }
        answers.add(() -> task.answer().complete(outcome));
    }

    /** A change that was set aside is taken up. */
    Outcome again(long number, Admission admission, Task.Certainty certainty) {
        return release(outcome(admission, number, certainty), number);
    }

    private Outcome release(Outcome outcome, long number) {
        if (number > 0 && !isKept(outcome, number)) {
            asides.released(number);
        }
        return outcome;
    }

    private void match(Task.Match task) {
        try {
            var outcome = doubts.answered(task);
            cleared |= task.word() instanceof Task.Word.None
                    && !(outcome instanceof Outcome.Nothing)
                    && !isKept(outcome, task.number());
            answers.add(() -> task.answer().complete(outcome));
        } catch (NotPossible | GoldenRecordRejected no) {
            answers.add(() -> task.answer().completeExceptionally(no));
        }
    }

    /** Nobody takes in any more what its system says, so nothing is asked of it. */
    Outcome withdrawn(LocalKey local, @Nullable Instant changedAt) {
        asides.settled(new Quarantine.Settled(local, null, changedAt));
        if (changedAt == null) {
            facts.holders().settled(local); // else what waits may be newer, and is told once it is closed
        }
        return new Outcome.Nothing();
    }

    /** A steward has said which record it is. */
    Outcome decidedBySteward(long number, Admission admission, @Nullable GoldenRecordId record) {
        var reasons = admission.reasons().isEmpty() && record == null ? admission.lacking() : admission.reasons();
        var missing = parents.missing(admission);
        if (!reasons.isEmpty() || missing.isPresent()) {
            throw new NotPossible(
                    "It cannot be taken in as it is: "
                            + (reasons.isEmpty()
                                    ? parents.refersTo(missing.orElseThrow())
                                    : String.join("; ", reasons)),
                    false);
        }
        var outcome = record == null ? own(admission) : take(admission, record, false);
        asides.released(number);
        return outcome;
    }

    private static boolean isKept(Outcome outcome, long row) {
        return switch (outcome) {
            case Outcome.Waiting(var number, var ignored) -> number == row;
            case Outcome.Quarantined(var number, var ignored) -> number == row;
            case Outcome.Ambiguous(var number, var ignored) -> number == row;
            default -> false;
        };
    }

    /** @param number the row of the quarantine it comes from; 0: none */
    private Outcome outcome(Admission admission, long number, Task.Certainty certainty) {
        var change = admission.change();
        var before = seen.answer(change);
        if (before != null) {
            return before;
        }
        if (change.kind() == Change.Kind.DELETE) {
            return delete(admission, number, certainty);
        }
        unmapped.in(admission.sync().id(), admission.problems());
        renames.giveUp(decisions, admission);
        var verdict = identification.of(admission);
        var record = verdict instanceof Verdict.Same(var same) ? same : null;
        var reasons = objections.to(admission, record);
        if (!reasons.isEmpty()) {
            return new Outcome.Quarantined(
                    asides.setAside(admission, reasons, null).number(), reasons);
        }
        var missing = parents.missing(admission);
        if (missing.isPresent()) {
            return waitFor(admission, missing.get(), number);
        }
        return upsert(admission, verdict, number, certainty);
    }

    private Outcome waitFor(Admission admission, ParentKey parent, long quarantineNumber) {
        doubts.noteWaiting();
        var reason = parents.refersTo(parent);
        if (quarantineNumber > 0) {
            asides.waitOn(quarantineNumber, admission, List.of(reason), parent);
            return new Outcome.Waiting(quarantineNumber, parent.toString());
        }
        return new Outcome.Waiting(
                asides.setAside(admission, List.of(reason), parent).number(), parent.toString());
    }

    private Outcome upsert(Admission admission, Verdict verdict, long number, Task.Certainty certainty) {
        var record = verdict instanceof Verdict.Same(var same) ? same.id() : null;
        var question = certainty == Task.Certainty.SETTLED
                ? null
                : KeyQuestions.about(admission, record, facts, own -> hasMoved(own, admission))
                        .orElse(null);
        return question == null || doubts.isAsked(admission)
                ? matched(admission, verdict, number)
                : ask(admission, question, number);
    }

    private boolean hasMoved(GoldenRecord own, Admission admission) {
        return identification.isMetElsewhere(own, admission.change()) || renames.isAsked(admission.key());
    }

    private Outcome matched(Admission admission, Verdict verdict, long number) {
        return switch (verdict) {
            case Verdict.Same(var record) -> {
                attempts.confirmOwnWrite(decisions, record.id(), admission);
                var now = number > 0
                        ? new WrittenSince(lane.database(), flight, facts).of(admission, record.id())
                        : admission;
                yield take(now, record.id(), false);
            }
            case Verdict.Own ignored -> own(admission);
            case Verdict.Open open
            when doubts.takeBack(admission, open) -> matched(admission, identification.of(admission), number);
            case Verdict.Open(var candidates) -> doubts.ask(admission, candidates);
        };
    }

    private Outcome own(Admission admission) {
        doubts.note(admission);
        attempts.confirmOwnWrite(decisions, null, admission);
        return take(admission, lane.newId().get(), true);
    }

    private Outcome take(Admission admission, GoldenRecordId id, boolean isNew) {
        var change = admission.change();
        var command = new Report(id, reported(change), admission.local(), change.full(), facts, change.cause());
        return decided(admission, id, command, isNew);
    }

    /** It waits until somebody has looked whether the system still has what it may be under an old key. */
    private Outcome ask(Admission admission, KeyQuestions.Asked question, long quarantineNumber) {
        doubts.noteWaiting();
        var aside = quarantineNumber > 0 && !admission.change().full()
                ? new Quarantine.Aside(quarantineNumber, Set.of(), false)
                : asides.setAside(admission, List.of(question.reason()), admission.key());
        if (!aside.outdated()) {
            renames.note(aside.number(), admission.key(), question);
        }
        return new Outcome.Waiting(aside.number(), admission.key().toString());
    }

    private Outcome delete(Admission admission, long number, Task.Certainty certainty) {
        var id = facts.recordOf(admission.key()).orElse(null);
        if (id == null) {
            // What was set aside of it before is not wanted any more either.
            return withdrawn(admission.key(), Times.micros(admission.change().changedAt()));
        }
        var renamed = certainty == Task.Certainty.SETTLED
                ? null
                // one that lies in the quarantine does so only because it was not certain
                : renames.of(admission, id, number > 0 || certainty == Task.Certainty.MISSED)
                        .orElse(null);
        if (renamed != null) {
            return renamed.sure()
                    ? decided(admission, id, renamed.command(reported(admission.change())), false)
                    : new Outcome.Waiting(
                            asides.setAside(admission, List.of(renamed.reason()), renamed.newKey())
                                    .number(),
                            renamed.newKey().toString());
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
        asides.settled(Quarantine.Settled.by(admission));
        facts.holders().settled(admission.key());
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

    private IntakeWork.Committed committed(Set<HolderKey> answered) {
        var records = decisions.steps().values().stream()
                .map(RecordTables.Step::after)
                .toList();
        var linked = new HashSet<LocalKey>();
        var named = new HashSet<HolderKey>();
        var freed = new HashSet<HolderKey>();
        var renamed = new HashSet<LocalKey>();
        decisions.steps().values().forEach(step -> {
            linked.addAll(step.newLinks());
            named.addAll(step.newKeys());
            freed.addAll(step.freedKeys());
            renamed.addAll(step.newNames());
        });
        return new IntakeWork.Committed(
                records, decisions.changed(), linked, named, freed, answered, asked, cleared, renamed);
    }

    static Reported reported(Change change) {
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
