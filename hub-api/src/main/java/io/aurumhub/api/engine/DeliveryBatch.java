package io.aurumhub.api.engine;

import io.aurumhub.adapter.postgres.DueDeliveries;
import io.aurumhub.adapter.postgres.DueDeliveries.Claim;
import io.aurumhub.adapter.postgres.DueDeliveries.Item;
import io.aurumhub.adapter.postgres.DueDeliveries.Postponed;
import io.aurumhub.adapter.postgres.PostgresHub;
import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.SystemReader;
import io.aurumhub.core.connector.SystemWriter;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.delivery.DeliveryPlan;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.mapping.Mapped;
import io.aurumhub.core.mapping.Mappings;
import io.aurumhub.core.privacy.Privacy;
import io.aurumhub.core.record.Copy;
import io.aurumhub.core.record.Decided;
import io.aurumhub.core.record.GoldenRecordCommand.ConfirmDelivery;
import io.aurumhub.core.record.GoldenRecordCommand.ConfirmRemoval;
import io.aurumhub.core.record.GoldenRecordCommand.RefuseDelivery;
import io.aurumhub.core.record.GoldenRecordCommand.RetryDelivery;
import io.aurumhub.core.record.GoldenRecordCommand.Stored;
import io.aurumhub.core.record.GoldenRecordRejected;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.Value;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Plans, writes and settles one claimed batch: whatever the outcome of an item, it is recorded before the next claim.
 */
final class DeliveryBatch {

    private static final Duration PARENT_PAUSE = Duration.ofSeconds(5);

    private final SystemReader reader;
    private final SystemWriter writer;
    private final PostgresHub hub;
    private final DueDeliveries due;
    private final EngineSettings settings;
    private final Clock clock;
    private final RandomGenerator chance = RandomGenerator.getDefault();

    DeliveryBatch(SystemReader reader, SystemWriter writer, PostgresHub hub, EngineSettings settings, Clock clock) {
        this.reader = reader;
        this.writer = writer;
        this.hub = hub;
        this.due = hub.deliveries();
        this.settings = settings;
        this.clock = clock;
    }

    /** An item with its write. */
    private record Sending(Item item, DeliveryPlan.Send plan) {}

    /**
     * Serves a claim.
     *
     * @throws io.aurumhub.core.connector.TransientFault if the system does not answer; nothing was written then
     */
    void deliver(SyncDefinition sync, Claim claim) {
        var privacy = new Privacy(claim.facts().mappings().definitions());
        var discretion = new Discretion(sync.system(), privacy.of(sync.entity()));
        claim.items().forEach(item -> discretion.about(item.record()));
        try {
            deliver(sync, claim, discretion);
        } catch (RuntimeException fault) {
            throw discretion.in(fault);
        }
    }

    private void deliver(SyncDefinition sync, Claim claim, Discretion discretion) {
        var settling = new Settling(sync, discretion, claim.facts().mappings());
        var sending = new ArrayList<Sending>();
        for (var item : claim.items()) {
            switch (DeliveryPlan.of(item.record(), item.copy(), sync, claim.facts())) {
                case DeliveryPlan.Send send -> {
                    discretion.about(send.write());
                    sending.add(new Sending(item, send));
                }
                case DeliveryPlan.AlreadyEqual ignored -> settling.equal(item);
                case DeliveryPlan.Refuse refuse -> settling.refuse(item, refuse.reason(), refuse.problems());
                case DeliveryPlan.WaitForParent wait -> settling.waitFor(item, wait.field());
                case DeliveryPlan.NotWanted ignored ->
                    settling.postpone(item, Duration.ofDays(1), "the condition of the sync does not hold", true);
                case DeliveryPlan.Obsolete ignored -> settling.postpone(item, Duration.ZERO, "nothing to do", true);
            }
        }
        var fresh = new ArrayList<Sending>();
        for (var one : sending) {
            var found = mayExist(one) ? existing(sync, one) : null;
            if (found == null) {
                fresh.add(one);
            } else {
                settling.observe(one.item(), found, clock.instant());
            }
        }
        if (!fresh.isEmpty()) {
            write(sync, fresh, settling);
        }
        settling.finish();
    }

    /** What the system reports of these records meanwhile waits until their confirmations are committed. */
    private void write(SyncDefinition sync, List<Sending> sending, Settling settling) {
        var localIds =
                sending.stream().flatMap(one -> localId(one.item()).stream()).toList();
        try (var _ = hub.reportHold().begin(sync.system(), sync.entity(), localIds)) {
            var outcomes = writer.write(
                    sync.resource(),
                    sending.stream().map(one -> one.plan().write()).toList());
            for (int i = 0; i < sending.size(); i++) {
                settling.settle(sending.get(i), outcomes.get(i));
            }
            settling.awaitAnswers();
        }
    }

    private static Optional<String> localId(Item item) {
        return item.record().copy(item.copy()).map(Copy::localId);
    }

    /** An earlier attempt to create it ended without an answer. */
    private static boolean mayExist(Sending sending) {
        return sending.plan().write() instanceof Write.Create && sending.item().attempt() > 1;
    }

    @Nullable
    private LocalRecord existing(SyncDefinition sync, Sending sending) {
        var external = sync.externalId().orElse(null);
        if (external == null) {
            return null;
        }
        var id = Value.text(sending.item().record().id().toString());
        return reader.find(sync.resource(), Map.of(external, id)).stream()
                .filter(record -> !record.deleted())
                .findFirst()
                .orElse(null);
    }

    /** What is to be recorded of a batch. */
    private final class Settling {
        private final SyncDefinition sync;
        private final Discretion discretion;
        private final Mappings plannedBy;
        private final Provenance cause;
        private final List<Item> unsent = new ArrayList<>();
        private final List<CompletableFuture<?>> answers = new ArrayList<>();
        private final List<Change> observed = new ArrayList<>();
        private final List<Postponed> postponed = new ArrayList<>();

        private Settling(SyncDefinition sync, Discretion discretion, Mappings plannedBy) {
            this.sync = sync;
            this.discretion = discretion;
            this.plannedBy = plannedBy;
            this.cause = Provenance.of("hub");
        }

        void settle(Sending sending, WriteOutcome outcome) {
            var item = sending.item();
            var now = clock.instant();
            switch (outcome) {
                case WriteOutcome.Written(LocalRecord stored) -> written(sending, stored, now);
                case WriteOutcome.Overtaken(LocalRecord present) -> {
                    if (present == null) {
                        vanished(item, now);
                    } else {
                        observe(item, present, now);
                    }
                }
                case WriteOutcome.Refused(String reason) -> refuse(item, discretion.in(reason), List.of());
                case WriteOutcome.Failed(String reason) -> retry(item, reason);
                case WriteOutcome.Unknown(String reason) ->
                    retry(item, "outcome unknown, will be looked up: " + reason);
            }
        }

        /** @param problems why the hub sent nothing; empty: the system itself refused */
        void refuse(Item item, String reason, List<Mapped.Problem> problems) {
            var id = item.record().id();
            var revision = item.record().revision();
            answers.add(hub.commands()
                    .send(id, facts -> new RefuseDelivery(id, item.copy(), revision, reason, problems, facts, cause)));
            if (!problems.isEmpty()) {
                unsent.add(item);
            }
        }

        /** A steward may have answered while these were being refused by the maps of before. */
        private void retryIfAnswered() {
            if (!unsent.isEmpty() && hub.mappings().get() != plannedBy) {
                unsent.forEach(item -> answers.add(hub.commands()
                        .send(
                                item.record().id(),
                                facts -> new RetryDelivery(item.record().id(), item.copy(), facts, cause))
                        .handle(Settling::isTaken)));
            }
        }

        /** False if somebody else has taken it up already. */
        private static boolean isTaken(@Nullable Decided decided, @Nullable Throwable failure) {
            if (failure == null || failure instanceof GoldenRecordRejected) {
                return decided != null;
            }
            throw new CompletionException(failure);
        }

        private void written(Sending sending, LocalRecord stored, Instant now) {
            var item = sending.item();
            var id = item.record().id();
            if (sending.plan().write() instanceof Write.Delete) {
                answers.add(hub.commands().send(id, facts -> new ConfirmRemoval(id, item.copy(), now, facts, cause)));
                return;
            }
            var expected =
                    sending.plan().write() instanceof Write.Update update ? update.expected() : Map.<String, Value>of();
            confirm(item, sending.plan().written(), expected, stored(stored, now));
        }

        private void confirm(Item item, Map<String, Value> written, Map<String, Value> expected, Stored stored) {
            var id = item.record().id();
            answers.add(hub.commands()
                    .send(
                            id,
                            facts -> new ConfirmDelivery(
                                    id,
                                    item.copy(),
                                    item.record().revision(),
                                    written,
                                    expected,
                                    stored,
                                    facts,
                                    cause)));
        }

        private Stored stored(LocalRecord record, Instant now) {
            var mapped = new LinkedHashMap<>(record.fields());
            mapped.keySet().retainAll(sync.resource().fields());
            return new Stored(record.localId(), mapped, record.version(), record.changedAt(), now);
        }

        /** The copy holds the golden values already: confirm what is known of it. */
        void equal(Item item) {
            var copy = item.record().copies().get(item.copy());
            var localId = copy == null ? null : copy.localId();
            if (copy == null || localId == null) {
                postpone(item, Duration.ZERO, "nothing to do", true);
                return;
            }
            var when = copy.writtenAt() == null ? clock.instant() : copy.writtenAt();
            confirm(
                    item,
                    Map.of(),
                    Map.of(),
                    new Stored(localId, copy.local(), copy.version(), copy.sourceTime(), when));
        }

        /** The system holds something the hub had not seen: it comes in as a change first. */
        void observe(Item item, LocalRecord present, Instant now) {
            observed.add(Change.read(sync, present, now, Provenance.of("system:" + sync.system())));
            postpone(item, pauseAfter(item), "overtaken by a change in " + sync.system(), false);
        }

        private void vanished(Item item, Instant now) {
            localId(item)
                    .ifPresent(localId -> observed.add(
                            Change.vanished(sync, localId, now, Provenance.of("system:" + sync.system()))));
            postpone(item, pauseAfter(item), "the record is gone from " + sync.system(), false);
        }

        private Duration pauseAfter(Item item) {
            return item.attempt() <= 1 ? Duration.ZERO : settings.perRecord().after(item.attempt(), chance);
        }

        void waitFor(Item item, String field) {
            postpone(item, PARENT_PAUSE, DueDeliveries.WAITS_FOR_PARENT + field, true);
        }

        private void retry(Item item, String reason) {
            postpone(item, settings.perRecord().after(item.attempt(), chance), discretion.in(reason), false);
        }

        void postpone(Item item, Duration pause, String why, boolean untouched) {
            postponed.add(new Postponed(
                    item.record().id(), item.copy(), clock.instant().plus(pause), why, untouched));
        }

        /** Waits until every answer is committed, or known not to be. */
        void awaitAnswers() {
            CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                    .handle((done, failure) -> failure)
                    .join();
        }

        /** Takes in what was observed, and gives the claims back last, so that the news is in by then. */
        void finish() {
            if (!observed.isEmpty()) {
                answers.add(hub.intake().submit(observed));
            }
            awaitAnswers();
            retryIfAnswered();
            awaitAnswers();
            due.postpone(postponed);
            answers.forEach(CompletableFuture::join);
        }
    }
}
