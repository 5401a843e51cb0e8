package io.aurumhub.api.engine;

import io.aurumhub.adapter.postgres.Collisions.Key;
import io.aurumhub.adapter.postgres.DueDeliveries;
import io.aurumhub.adapter.postgres.DueDeliveries.Claim;
import io.aurumhub.adapter.postgres.DueDeliveries.Item;
import io.aurumhub.adapter.postgres.DueDeliveries.Postponed;
import io.aurumhub.adapter.postgres.PostgresHub;
import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.Permit;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.mapping.Mapped;
import io.aurumhub.core.record.Decided;
import io.aurumhub.core.record.Facts;
import io.aurumhub.core.record.GoldenRecordCommand;
import io.aurumhub.core.record.GoldenRecordCommand.ConfirmDelivery;
import io.aurumhub.core.record.GoldenRecordCommand.ConfirmRemoval;
import io.aurumhub.core.record.GoldenRecordCommand.RefuseDelivery;
import io.aurumhub.core.record.GoldenRecordCommand.RetryDelivery;
import io.aurumhub.core.record.GoldenRecordCommand.Stored;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.Value;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What is to be recorded of a claimed batch: nothing that became of an item is lost. */
final class Settling {

    private static final Duration PARENT_PAUSE = Duration.ofSeconds(5);
    private static final Duration REFERRER_PAUSE = Duration.ofSeconds(1);
    private static final Duration MISSED_PAUSE = Duration.ofMinutes(1);
    /** It is woken when the other record has moved; this is for what nobody tells. */
    private static final Duration COLLISION_PAUSE = Duration.ofSeconds(5);

    private final PostgresHub hub;
    private final EngineSettings settings;
    private final Clock clock;
    private final RandomGenerator chance = RandomGenerator.getDefault();
    private final SyncDefinition sync;
    private final Discretion discretion;
    private final Claim claim;
    private final UnheardPauses pauses;
    private final Facts planned;
    private final Provenance cause;
    private final List<Item> unsent = new ArrayList<>();
    private final List<CompletableFuture<?>> answers = new ArrayList<>();
    private final Map<Key, CompletableFuture<Decided>> conclusions = new HashMap<>();
    private final List<Change> observed = new ArrayList<>();
    private final MissedRecords missed;
    private final List<Postponed> postponed = new ArrayList<>();
    private final List<Postponed> unheard = new ArrayList<>();
    private final List<Postponed> waiting = new ArrayList<>();
    private final Set<Key> ended = new HashSet<>();
    private @Nullable String advice;
    private boolean keepsBack;

    Settling(
            PostgresHub hub,
            EngineSettings settings,
            Clock clock,
            SyncDefinition sync,
            Discretion discretion,
            Claim claim,
            UnheardPauses pauses) {
        this.hub = hub;
        this.settings = settings;
        this.clock = clock;
        this.sync = sync;
        this.discretion = discretion;
        this.claim = claim;
        this.pauses = pauses;
        this.planned = claim.facts();
        this.cause = Provenance.of("hub");
        this.missed = new MissedRecords(sync, hub);
    }

    /** Of this node, in which all of it was claimed. */
    long term() {
        return claim.term();
    }

    /** Whether it may still be written. */
    Permit permit() {
        return new TermPermit(hub, claim.term());
    }

    /** What the connector has found out about its system, to be told where something was ignored. */
    void advised(@Nullable String words) {
        advice = words;
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
                    found(sending, present, now);
                }
            }
            case WriteOutcome.Refused _, WriteOutcome.Collides _ ->
                refuse(item, discretion.in(WriteWords.of(outcome)), List.of());
            case WriteOutcome.Failed(String reason) -> retry(item, reason);
            case WriteOutcome.Unknown _ -> retry(item, WriteWords.of(outcome));
            case WriteOutcome.Unheard _ -> putBack(item, pauses.after(item), outcome);
        }
        if (!(outcome instanceof WriteOutcome.Unheard)) {
            pauses.forget(item);
        }
    }

    /** The system holds a record that is not what the hub thought, or where it thought that there was none. */
    void found(Sending sending, LocalRecord present, Instant now) {
        if (!present.deleted() && sending.isHeldBy(present)) {
            written(sending, present, now);
            return;
        }
        observe(sending.item(), present, now);
    }

    /** Another record is in its way. */
    void keepBack(Item item, Clashes.Verdict verdict) {
        keepsBack = true;
        switch (verdict) {
            case Clashes.Verdict.Wait(String forWhat) -> waitFor(item, COLLISION_PAUSE, forWhat);
            case Clashes.Verdict.Refuse(String reason) -> refuse(item, discretion.in(reason), List.of());
        }
    }

    /** Some of it waits for another record; who is to come next should know what became of this batch. */
    boolean keepsBack() {
        return keepsBack;
    }

    /** It holds what was meant for a moment only; it must be known as ours, and is still to be written. */
    void stepped(Sending sending, Exchange.Aside aside) {
        keepsBack = true;
        confirm(sending.item(), aside.written(), aside.expected(), stored(aside.now(), clock.instant()));
        var key = Conclusion.key(sending.item());
        var _ = answers.getLast().thenRun(() -> hub.collisions().isBack(key));
    }

    /** @param problems why the hub sent nothing; empty: the system itself refused */
    void refuse(Item item, String reason, List<Mapped.Problem> problems) {
        var id = item.record().id();
        var revision = item.record().revision();
        conclude(item, facts -> new RefuseDelivery(id, item.copy(), revision, reason, problems, facts, cause));
        if (!problems.isEmpty()) {
            unsent.add(item);
        }
    }

    /** A steward may have answered while these were being refused by the maps of before. */
    private void retryIfAnswered() {
        if (!unsent.isEmpty() && hub.mappings().get() != planned.mappings()) {
            unsent.forEach(item -> answers.add(hub.commands()
                    .send(
                            item.record().id(),
                            facts -> new RetryDelivery(item.record().id(), item.copy(), facts, cause))
                    .handle(Conclusion::isTaken)));
        }
    }

    /** It is written, and this is what the system holds now. */
    void written(Sending sending, LocalRecord stored, Instant now) {
        var item = sending.item();
        var id = item.record().id();
        if (sending.plan().write() instanceof Write.Delete) {
            conclude(item, facts -> new ConfirmRemoval(id, item.copy(), now, facts, cause));
            return;
        }
        var expected = switch (sending.plan().write()) {
            case Write.Update update -> update.expected();
            case Write.Restore restore -> restore.expected();
            case Write.Create _, Write.Delete _ -> Map.<String, Value>of();
        };
        confirm(item, sending.plan().written(), expected, stored(stored, now));
    }

    private void confirm(Item item, Map<String, Value> written, Map<String, Value> expected, Stored stored) {
        var id = item.record().id();
        long revision = item.record().revision();
        conclude(
                item, facts -> new ConfirmDelivery(id, item.copy(), revision, written, expected, stored, facts, cause));
    }

    private void conclude(Item item, Function<Facts, GoldenRecordCommand> command) {
        hub.membership().require(claim.term());
        var answer = hub.commands(claim.term()).send(item.record(), command);
        answers.add(answer);
        conclusions.put(Conclusion.key(item), answer);
    }

    private Stored stored(LocalRecord record, Instant now) {
        var mapped = new LinkedHashMap<>(record.fields());
        mapped.keySet().retainAll(sync.resource().fields());
        return new Stored(record.localId(), mapped, record.version(), record.changedAt(), now, advice);
    }

    /** The copy holds the golden values already: confirm what is known of it. */
    void equal(Item item) {
        var copy = item.record().copies().get(item.copy());
        var localId = copy == null ? null : copy.localId();
        if (copy == null || localId == null) {
            goesAgain(item, Duration.ZERO, "nothing to do");
            return;
        }
        var when = copy.writtenAt() == null ? clock.instant() : copy.writtenAt();
        confirm(item, Map.of(), Map.of(), new Stored(localId, copy.local(), copy.version(), copy.sourceTime(), when));
    }

    /**
     * The system holds something the hub had not seen: it comes in as a change first. Where an earlier attempt may have
     * been carried out, its claim is given up before that: so the intake takes what of it is the hub's own write for
     * that, in the same step as the rest.
     */
    private void observe(Item item, LocalRecord present, Instant now) {
        observed.add(Change.read(sync, present, now, Provenance.of("system:" + sync.system())));
        var why = DueDeliveries.GOES_AGAIN + "overtaken by a change in " + sync.system();
        if (item.attempt() > 1) {
            unheard.add(item.postponed(now.plus(pauseAfter(item)), why, false));
        } else {
            postpone(item, pauseAfter(item), why, false);
        }
    }

    /** Whether it is there under another key, is looked at before it counts as deleted. */
    private void vanished(Item item, Instant now) {
        item.localId().ifPresentOrElse(localId -> missed.add(item, localId, now), () -> goesOnWithout(item));
    }

    private void goesOnWithout(Item item) {
        var why = DueDeliveries.GOES_AGAIN + "the record is gone from " + sync.system();
        postpone(item, pauseAfter(item), why, false);
    }

    /** It was deleted before the hub learned that it had created it. */
    void vanished(String localId) {
        missed.add(null, localId, clock.instant());
    }

    private Duration pauseAfter(Item item) {
        return item.attempt() <= 1 ? Duration.ZERO : settings.perRecord().after(item.attempt(), chance);
    }

    void waitForReferrer(Item item, String localId) {
        waitFor(item, REFERRER_PAUSE, localId + " to leave first");
    }

    /** It cannot be told whether the record is there; that is not its own fault. */
    void waitForAnswer(Item item, @Nullable TransientFault silence) {
        var reason = discretion.in(silence == null ? "no answer" : String.valueOf(silence.getMessage()));
        postpone(item, settings.perRecord().after(1, chance), reason, true);
    }

    void waitFor(Item item, String field) {
        waitFor(item, PARENT_PAUSE, field);
    }

    private void waitFor(Item item, Duration pause, String what) {
        waiting.add(item.postponed(clock.instant().plus(pause), DueDeliveries.WAITS_FOR_PARENT + what, true));
    }

    /** So often it failed by itself that only a steward, or its next change, should have it tried again. */
    private void retry(Item item, String reason) {
        if (item.attempt() >= sync.deliver().attempts()) {
            var words = "gave up after %d attempts; the last one: %s".formatted(item.attempt(), reason);
            refuse(item, discretion.in(words), List.of());
            return;
        }
        postpone(item, settings.perRecord().after(item.attempt(), chance), discretion.in(reason), false);
    }

    /** The system as a whole failed, so no attempt is used up; that there was one, stays known. */
    void putBack(Item item, String reason) {
        postpone(item, Duration.ZERO, discretion.in(reason), item.attempt() > 1);
    }

    /** Nothing has failed, and nothing was sent. */
    void goesAgain(Item item, Duration pause, String why) {
        postpone(item, pause, DueDeliveries.GOES_AGAIN + why, true);
    }

    /** No attempt is used up by what says nothing about the record; that it may have been carried out, stays known. */
    void putBack(Item item, WriteOutcome outcome) {
        putBack(item, Duration.ZERO, outcome);
    }

    private void putBack(Item item, Duration pause, WriteOutcome outcome) {
        boolean unsent = outcome instanceof WriteOutcome.Unheard unheard && !unheard.sent();
        postpone(item, pause, discretion.in(WriteWords.of(outcome)), unsent || item.attempt() > 1);
    }

    void postpone(Item item, Duration pause, String why, boolean untouched) {
        postponed.add(item.postponed(clock.instant().plus(pause), why, untouched));
    }

    /** Gives back what waits for another record before that one is written: so it is woken when that one is there. */
    void giveBackWaiting() {
        hub.deliveries().postpone(waiting);
        waiting.forEach(one -> ended.add(Conclusion.key(one.item())));
        waiting.clear();
    }

    /** Does this, on a thread of its own, as soon as every answer until now is committed, or known not to be. */
    void whenAnswered(Runnable then) {
        var _ = CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .whenCompleteAsync((done, failure) -> then.run(), Thread::startVirtualThread);
    }

    /** Waits until every answer is committed, or known not to be. */
    void awaitAnswers() {
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .handle((done, failure) -> failure)
                .join();
    }

    /** Takes in what was observed, and gives the claims back last, so that the news is in by then. */
    void finish() {
        hub.deliveries().postpone(unheard);
        unheard.forEach(one -> ended.add(Conclusion.key(one.item())));
        if (!observed.isEmpty() || !missed.isEmpty()) {
            hub.membership().require(claim.term());
            answers.add(hub.intake(claim.term()).submit(observed));
            answers.add(missed.submit(claim.term()));
        }
        awaitAnswers();
        missed.settle(
                item -> waitFor(item, MISSED_PAUSE, "the next read of " + sync.system() + ", which has it no more"),
                this::goesOnWithout);
        giveBackWaiting();
        retryIfAnswered();
        awaitAnswers();
        hub.deliveries().postpone(postponed);
        answers.forEach(CompletableFuture::join);
        giveBackRest();
    }

    /** What an answer did not end, since the record had moved on, is free to be planned anew. */
    private void giveBackRest() {
        postponed.forEach(one -> ended.add(Conclusion.key(one.item())));
        var rest = claim.items().stream()
                .filter(item -> !ended.contains(Conclusion.key(item)) && !isConcluded(item))
                .map(item ->
                        item.postponed(clock.instant(), DueDeliveries.GOES_AGAIN + "the record has moved on", false))
                .toList();
        hub.deliveries().postpone(rest);
    }

    private boolean isConcluded(Item item) {
        var answer = conclusions.get(Conclusion.key(item));
        return answer != null
                && answer.state() == Future.State.SUCCESS
                && answer.resultNow().events().stream().anyMatch(event -> Conclusion.ends(event, item.copy()));
    }

    /** Gives all of the claim back that was not concluded: no attempt is used up by a system that does not work. */
    RuntimeException broken(RuntimeException fault) {
        var shown = discretion.in(fault);
        if (shown instanceof TransientFault || shown instanceof PermanentFault) {
            var why = String.valueOf(shown.getMessage());
            hub.deliveries()
                    .postpone(claim.items().stream()
                            .map(item -> item.postponed(clock.instant(), why, true))
                            .toList());
        }
        return shown;
    }
}
