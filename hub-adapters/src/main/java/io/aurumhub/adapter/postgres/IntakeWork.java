package io.aurumhub.adapter.postgres;

import io.aurumhub.core.intake.Change;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.mapping.Mappings;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** What the lane does with a batch: find each change's record, decide, and say what came of it. */
final class IntakeWork implements RecordLane.BatchWork {

    private static final Logger LOG = LoggerFactory.getLogger(IntakeWork.class);

    private final JdbcTemplate database;
    private final TransactionTemplate transaction;
    private final RecordStore store;
    private final Supplier<Mappings> mappings;
    private final Supplier<GoldenRecordId> newId;
    private final Supplier<Instant> clock;
    private final Quarantine quarantine;
    private final Consumer<Committed> afterCommit;

    IntakeWork(Lane lane) {
        this.database = lane.database();
        this.transaction = lane.transaction();
        this.store = lane.store();
        this.mappings = lane.mappings();
        this.newId = lane.newId();
        this.clock = lane.clock();
        this.quarantine = lane.quarantine();
        this.afterCommit = lane.afterCommit();
    }

    /** What the lane works with. */
    record Lane(
            JdbcTemplate database,
            TransactionTemplate transaction,
            RecordStore store,
            Supplier<Mappings> mappings,
            Supplier<GoldenRecordId> newId,
            Supplier<Instant> clock,
            Consumer<Committed> afterCommit) {
        Quarantine quarantine() {
            return new Quarantine(database);
        }
    }

    /**
     * What a committed batch means for others.
     *
     * @param records the records that changed, as they are now
     * @param linked the local records that became known
     */
    record Committed(List<GoldenRecord> records, Set<LocalKey> linked) {}

    @Override
    public Runnable commit(List<Task> batch) {
        return store.inOneTransaction(decisions -> new Round(decisions, batch).run());
    }

    @Override
    public void reject(Task task, RuntimeException cause) {
        if (!(task instanceof Task.TakeIn takeIn)) {
            task.fail(cause);
            return;
        }
        LOG.warn(
                "{} could not be decided and goes to quarantine",
                takeIn.change().subject(),
                cause);
        var reasons = List.of("The hub could not decide it: " + cause.getMessage());
        var number = transaction.execute(status -> quarantine.setAside(takeIn.change(), reasons, null, clock.get()));
        takeIn.answer().complete(new Outcome.Quarantined(number == null ? 0 : number, reasons));
    }

    /** One attempt at one batch. */
    private final class Round {
        private final RecordStore.Batch decisions;
        private final List<Task> batch;
        private final BatchFacts facts;
        private final List<Runnable> answers = new ArrayList<>();
        private final Set<Quarantine.Settled> settled = new HashSet<>();
        private final List<Long> released = new ArrayList<>();
        private final Map<String, Outcome.Duplicate> seen = new HashMap<>();

        private Round(RecordStore.Batch decisions, List<Task> batch) {
            this.decisions = decisions;
            this.batch = batch;
            this.facts = new BatchFacts(database, mappings.get(), clock.get());
        }

        private Runnable run() {
            database.execute("select pg_advisory_xact_lock_shared(" + PostgresReplays.REPLAY_LOCK + ")");
            var admissions = new HashMap<Task, Admission>();
            for (var task : batch) {
                if (task instanceof Task.TakeIn takeIn) {
                    admissions.put(task, Admission.of(takeIn.change(), facts.mappings()));
                }
            }
            prepare(admissions.values());
            for (var task : batch) {
                switch (task) {
                    case Task.TakeIn takeIn ->
                        takeIn(takeIn, admissions.getOrDefault(task, Admission.of(takeIn.change(), facts.mappings())));
                    case Task.Decide decide -> decide(decide);
                }
            }
            quarantine.close(settled);
            quarantine.release(released);
            var committed = committed();
            return () -> {
                answers.forEach(Runnable::run);
                afterCommit.accept(committed);
            };
        }

        /** All that the batch needs to know, in a handful of queries. */
        private void prepare(java.util.Collection<Admission> admissions) {
            var keys = new HashSet<LocalKey>();
            var records = new HashSet<GoldenRecordId>();
            for (var admission : admissions) {
                keys.add(admission.key());
                keys.addAll(admission.parents());
                if (admission.externalId() != null) {
                    records.add(admission.externalId());
                }
            }
            facts.prepareRecords(keys);
            admissions.stream()
                    .collect(Collectors.groupingBy(
                            admission -> admission.change().entity(),
                            Collectors.flatMapping(admission -> admission.matchKeys().stream(), Collectors.toSet())))
                    .forEach((entity, matchKeys) -> {
                        facts.prepareHolders(entity, matchKeys);
                        matchKeys.forEach(key -> facts.holderOf(entity, key).ifPresent(records::add));
                    });
            var parents = new HashSet<GoldenRecordId>();
            for (var admission : admissions) {
                known(admission.key()).ifPresent(records::add);
                admission.parents().forEach(parent -> known(parent).ifPresent(parents::add));
            }
            for (var task : batch) {
                if (task instanceof Task.Decide decide) {
                    records.add(decide.record());
                }
            }
            facts.prepareStates(records);
            facts.prepareLocalIdsOf(parents);
            prepareSeen(admissions);
        }

        private java.util.Optional<GoldenRecordId> known(LocalKey key) {
            return facts.recordOf(key.system(), key.entity(), key.localId());
        }

        private void prepareSeen(java.util.Collection<Admission> admissions) {
            var withId = admissions.stream()
                    .map(Admission::change)
                    .filter(change -> change.changeId() != null)
                    .toList();
            if (withId.isEmpty()) {
                return;
            }
            database.query(
                    """
                    select s.system, s.change_id, s.record_id, s.revision from hub_read.seen_change s
                    join unnest(?::text[], ?::text[]) w(system, change_id)
                      on s.system = w.system and s.change_id = w.change_id\
                    """,
                    row -> {
                        var id = new GoldenRecordId(row.getObject(3, java.util.UUID.class));
                        seen.put(row.getString(1) + "\n" + row.getString(2), new Outcome.Duplicate(id, row.getLong(4)));
                    },
                    withId.stream().map(change -> change.system().value()).toArray(String[]::new),
                    withId.stream().map(Change::changeId).toArray(String[]::new));
        }

        private void takeIn(Task.TakeIn task, Admission admission) {
            var outcome = outcome(admission, task.quarantineNumber());
            if (task.quarantineNumber() > 0 && !isKept(outcome, task.quarantineNumber())) {
                released.add(task.quarantineNumber());
            }
            answers.add(() -> task.answer().complete(outcome));
        }

        private boolean isKept(Outcome outcome, long row) {
            return switch (outcome) {
                case Outcome.Waiting ignored -> true;
                case Outcome.Quarantined(var number, var ignored) -> number == row;
                default -> false;
            };
        }

        private Outcome outcome(Admission admission, long quarantineNumber) {
            var change = admission.change();
            var before = seen.get(change.system() + "\n" + change.changeId());
            if (before != null) {
                return before;
            }
            if (change.kind() == Change.Kind.DELETE) {
                return delete(admission);
            }
            var reasons = reasons(admission);
            if (!reasons.isEmpty()) {
                return new Outcome.Quarantined(setAside(admission, reasons, null), reasons);
            }
            var missing = admission.parents().stream()
                    .filter(parent -> known(parent).isEmpty())
                    .findFirst();
            if (missing.isPresent()) {
                return waitFor(admission, missing.get(), quarantineNumber);
            }
            return upsert(admission);
        }

        private List<String> reasons(Admission admission) {
            if (!admission.reasons().isEmpty() || admission.lacking().isEmpty() || identify(admission) != null) {
                return admission.reasons();
            }
            return admission.lacking();
        }

        private Outcome waitFor(Admission admission, LocalKey parent, long quarantineNumber) {
            var reason = "It refers to " + parent + ", which is not known yet";
            if (quarantineNumber > 0) {
                quarantine.waitOn(quarantineNumber, List.of(reason), parent);
                return new Outcome.Waiting(quarantineNumber, parent.toString());
            }
            return new Outcome.Waiting(setAside(admission, List.of(reason), parent), parent.toString());
        }

        /** What was settled before this change in the batch must not close its row. */
        private long setAside(Admission admission, List<String> reasons, @Nullable LocalKey waitsFor) {
            if (settled.stream().anyMatch(one -> one.key().equals(admission.key()))) {
                quarantine.close(settled);
                settled.clear();
            }
            return quarantine.setAside(admission.change(), reasons, waitsFor, facts.now());
        }

        private Outcome upsert(Admission admission) {
            var change = admission.change();
            var record = identify(admission);
            boolean isNew = record == null;
            var id = record == null ? newId.get() : record;
            var command = new Report(id, reported(change), admission.local(), change.full(), facts, change.cause());
            return decided(admission, id, command, isNew);
        }

        private Outcome delete(Admission admission) {
            var id = known(admission.key()).orElse(null);
            if (id == null) {
                // What was set aside of it is not wanted any more either.
                settled.add(new Quarantine.Settled(admission.key(), null));
                return new Outcome.Nothing();
            }
            var change = admission.change();
            return decided(admission, id, new ReportGone(id, reported(change), facts, change.cause()), false);
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
            if (decided.events().getFirst() instanceof GoldenRecordEvent.StaleChangeNoted) {
                return new Outcome.Stale(id, after.revision());
            }
            var change = admission.change();
            if (change.changeId() != null) {
                seen.put(change.system() + "\n" + change.changeId(), new Outcome.Duplicate(id, after.revision()));
            }
            return new Outcome.Accepted(id, after.revision(), isNew);
        }

        /** The golden record of a change: by its link, by the id the system keeps of us, by its match keys. */
        private @Nullable GoldenRecordId identify(Admission admission) {
            var linked = known(admission.key());
            if (linked.isPresent()) {
                return linked.get();
            }
            var named = admission.externalId();
            if (named != null && hasRoomFor(named, admission)) {
                return named;
            }
            return admission.matchKeys().stream()
                    .sorted()
                    .map(key -> facts.holderOf(admission.change().entity(), key).orElse(null))
                    .filter(id -> id != null && hasRoomFor(id, admission))
                    .findFirst()
                    .orElse(null);
        }

        /** The record exists, and this system has no other local record linked to it. */
        private boolean hasRoomFor(GoldenRecordId id, Admission admission) {
            facts.prepareStates(Set.of(id));
            var record = facts.state(id);
            return record != null
                    && record.entity().equals(admission.change().entity())
                    && record.copies().values().stream()
                            .noneMatch(copy ->
                                    copy.id().system().equals(admission.change().system())
                                            && copy.state() == Copy.State.LINKED);
        }

        private void decide(Task.Decide task) {
            try {
                var decided = decisions.decide(task.command().apply(facts), facts.state(task.record()));
                var after = decided.after();
                if (after != null && !decided.events().isEmpty()) {
                    facts.learn(decided.before(), after);
                }
                answers.add(() -> task.answer().complete(decided));
            } catch (GoldenRecordRejected rejected) {
                answers.add(() -> task.answer().completeExceptionally(rejected));
            }
        }

        private Committed committed() {
            var records = decisions.steps().values().stream()
                    .map(RecordTables.Step::after)
                    .toList();
            var linked = new HashSet<LocalKey>();
            decisions.steps().values().forEach(step -> linked.addAll(step.newLinks()));
            return new Committed(records, linked);
        }
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
