package io.aurumhub.api.engine;

import io.aurumhub.adapter.postgres.DueDeliveries.Claim;
import io.aurumhub.adapter.postgres.DueDeliveries.Item;
import io.aurumhub.adapter.postgres.GuardLog;
import io.aurumhub.adapter.postgres.PostgresHub;
import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.Permit;
import io.aurumhub.core.connector.SystemReader;
import io.aurumhub.core.connector.SystemWriter;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.definition.DeliverySettings.BatchError;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.delivery.DeliveryPlan;
import io.aurumhub.core.delivery.EarlierRemoval;
import io.aurumhub.core.delivery.NextStep;
import io.aurumhub.core.privacy.Privacy;
import io.aurumhub.core.record.Facts;
import io.aurumhub.core.shared.SyncId;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Plans, writes and settles one claimed batch: whatever the outcome of an item, it is recorded before the next claim.
 */
final class DeliveryBatch {

    private final SystemReader reader;
    private final SystemWriter writer;
    private final PostgresHub hub;
    private final GuardLog guards;
    private final EngineSettings settings;
    private final Clock clock;
    private final Map<SyncId, FreedWays> ways = new HashMap<>();
    private final RandomGenerator chance = RandomGenerator.getDefault();
    private final UnheardPauses pauses;
    private final Pace pace;
    /** The system has answered by yes or no since the last batch of which nothing worked. */
    private boolean answers;

    DeliveryBatch(SystemReader reader, SystemWriter writer, PostgresHub hub, EngineSettings settings, Clock clock) {
        this.reader = reader;
        this.writer = writer;
        this.hub = hub;
        this.guards = hub.guardLog();
        this.settings = settings;
        this.clock = clock;
        this.pauses = new UnheardPauses(settings.perRecord());
        this.pace = new Pace(writer);
    }

    /**
     * Claims what is due by a sync, none where a refused record stops it: first deliveries that keep each other back,
     * which must be written together.
     */
    Claim claim(SyncDefinition sync) {
        var ways = ways(sync);
        if (!ways.isTime()) {
            var claim = some(sync);
            if (!claim.isEmpty() || !ways.keepBack()) {
                return claim;
            }
            return together(sync, ways).orElseGet(() -> ways.hasFreed() ? some(sync) : claim);
        }
        return together(sync, ways).orElseGet(() -> some(sync));
    }

    /** Lets deliveries go on that were kept back, if it is time to look; also those that stop their sync. */
    void lookAfterKeptBack(SyncDefinition sync) {
        var ways = ways(sync);
        if (ways.isTime() && !ways.look().isEmpty()) {
            ways.call();
        }
    }

    private FreedWays ways(SyncDefinition sync) {
        int most = Math.max(writer.mostTogether(), SystemWriter.LARGEST_BATCH);
        return ways.computeIfAbsent(sync.id(), any -> new FreedWays(sync, reader, most, hub, clock));
    }

    private Optional<Claim> together(SyncDefinition sync, FreedWays ways) {
        var circle = ways.look();
        if (circle.isEmpty()) {
            return Optional.empty();
        }
        ways.call(); // there may be others, and if these are not free now they will be soon
        return Optional.of(hub.deliveries().claimTogether(sync, circle, clock.instant()))
                .filter(claim -> !claim.isEmpty());
    }

    private Claim some(SyncDefinition sync) {
        int most = Math.min(settings.batchSize(), sync.deliver().batch());
        return hub.deliveries().claim(sync, Math.min(most, pace.most(sync.id())), clock.instant());
    }

    /** Keeps how the writes of a sync are guarded, as far as they have shown it. */
    void noteGuard(SyncDefinition sync) {
        guards.note(sync.id(), writer.guard(sync.resource()), clock.instant());
    }

    /**
     * Serves a claim, and gives back what was not concluded.
     *
     * @throws TransientFault if the system does not answer; what was written before is recorded
     * @throws PermanentFault if it wants nothing of what it was sent; nothing was written
     */
    void deliver(SyncDefinition sync, Claim claim) {
        begin(sync, claim).end();
    }

    /**
     * Plans and writes a claim. What became of it is on its way to be recorded; that must be ended.
     *
     * @throws TransientFault if the system does not answer and nothing was written
     * @throws PermanentFault if it wants nothing of what it was sent; nothing was written
     */
    OpenBatch begin(SyncDefinition sync, Claim claim) {
        var privacy = new Privacy(claim.facts().mappings().definitions());
        var discretion = new Discretion(sync.system(), privacy.of(sync.entity()));
        claim.items().forEach(item -> discretion.about(item.record()));
        var settling = new Settling(hub, settings, clock, sync, discretion, claim, pauses);
        try {
            return begin(sync, claim, discretion, settling);
        } catch (RuntimeException fault) {
            throw settling.broken(fault);
        }
    }

    private OpenBatch begin(SyncDefinition sync, Claim claim, Discretion discretion, Settling settling) {
        var sending = new ArrayList<Sending>();
        var looking = new ArrayList<Item>();
        var removals = new LinkedHashMap<Item, EarlierRemoval>();
        for (var claimed : claim.items()) {
            var item = sync.deliver().steps() ? nextStep(claimed, sync, claim.facts(), discretion) : claimed;
            switch (DeliveryPlan.of(item.record(), item.copy(), sync, claim.facts())) {
                case DeliveryPlan.Send send -> {
                    discretion.about(send.write());
                    sending.add(new Sending(item, send));
                }
                case DeliveryPlan.Examine ignored -> looking.add(item);
                case DeliveryPlan.AlreadyEqual ignored ->
                    removal(item).ifPresentOrElse(one -> removals.put(item, one), () -> settling.equal(item));
                case DeliveryPlan.Refuse refuse -> settling.refuse(item, refuse.reason(), refuse.problems());
                case DeliveryPlan.WaitForParent wait -> settling.waitFor(item, wait.field());
                case DeliveryPlan.WaitForReferrer wait -> settling.waitForReferrer(item, wait.localId());
                case DeliveryPlan.NotWanted ignored ->
                    settling.goesAgain(item, Duration.ofDays(1), "the condition of the sync does not hold");
                case DeliveryPlan.Obsolete ignored -> settling.goesAgain(item, Duration.ZERO, "nothing to do");
            }
        }
        settling.giveBackWaiting();
        look(sync, looking, removals, settling);
        return send(sync, claim, sending, discretion, settling);
    }

    /** An earlier attempt may have removed what is to stay. */
    private Optional<EarlierRemoval> removal(Item item) {
        if (item.attempt() <= 1) {
            return Optional.empty();
        }
        var search = new EarlierRemoval(item.record(), item.copy());
        hub.history().walk(item.record().id(), search);
        return Optional.of(search).filter(EarlierRemoval::isFound);
    }

    private void look(SyncDefinition sync, List<Item> looking, Map<Item, EarlierRemoval> removals, Settling settling) {
        var look = new SecondLook(reader, hub, clock);
        if (!looking.isEmpty()) {
            look.at(sync, looking, settling.term());
            looking.forEach(item -> settling.goesAgain(item, Duration.ZERO, "read before it is written again"));
        }
        if (!removals.isEmpty()) {
            look.afterRemovals(sync, removals, settling.term()).forEach(settling::equal);
        }
    }

    private OpenBatch send(
            SyncDefinition sync, Claim claim, List<Sending> sending, Discretion discretion, Settling settling) {
        var doubts = new Doubts(sync, reader);
        var answered = doubts.lookFor(sending);
        answered.found().forEach(one -> settling.found(one.sending(), one.record(), clock.instant()));
        answered.unsolved().forEach(one -> settling.waitForAnswer(one.item(), answered.silence()));
        var undeletes = new Undeletes(sync, reader, settling, discretion, claim.facts(), clock);
        var left = undeletes.of(answered.clear());
        var silence = answered.silence() == null ? undeletes.silence() : answered.silence();
        return left.isEmpty()
                ? OpenBatch.ofNothing(settling, clock.instant(), silence)
                : write(sync, claim, left, settling, doubts);
    }

    /** The item as of the first revision that its system has not got yet. */
    private Item nextStep(Item item, SyncDefinition sync, Facts facts, Discretion discretion) {
        var search = new NextStep(item.record(), item.copy(), sync, facts);
        hub.history().walk(item.record().id(), search);
        discretion.about(search.found());
        return item.with(search.found());
    }

    /** What the system reports of these records meanwhile waits until their confirmations are committed. */
    private OpenBatch write(SyncDefinition sync, Claim claim, List<Sending> planned, Settling settling, Doubts doubts) {
        var localIds = planned.stream().flatMap(one -> one.localId().stream()).toList();
        var hold = planned.stream().anyMatch(Sending::makes)
                ? hub.reportHold().beginMaking(sync.system(), sync.entity(), localIds)
                : hub.reportHold().begin(sync.system(), sync.entity(), localIds);
        try {
            var begin = clock.instant();
            var exchange = new Exchange(writer, settling.permit(), hub, clock, sync, claim);
            var attempted = claim.together()
                    ? new Attempted(planned, exchange.write(planned))
                    : attempt(sync, planned, settling.permit());
            var sending = attempted.sending();
            var result = attempted.result();
            pace.took(sync.id(), result.answered(), Duration.between(begin, clock.instant()));
            settling.advised(writer.advice(sync.resource()).orElse(null));
            boolean blameless = result.unheard() || (result.noneWorked() && !answers);
            answers = result.someWorked();
            var gone = new LinkedHashSet<String>();
            var outcomes = doubts.lookAt(sending, result.outcomes(), gone);
            var verdicts = new Clashes(hub, clock, sync, claim).judge(sending, outcomes);
            for (int i = 0; i < sending.size(); i++) {
                var outcome = outcomes.get(i);
                var verdict = verdicts.get(i);
                var aside = exchange.aside(i);
                if (aside != null) {
                    settling.stepped(sending.get(i), aside);
                } else if (verdict != null) {
                    settling.keepBack(sending.get(i).item(), verdict);
                } else if (outcome == null) {
                    settling.putBack(sending.get(i).item(), reason(result.fault()));
                } else if (blameless) {
                    settling.putBack(sending.get(i).item(), outcome);
                } else {
                    settling.settle(sending.get(i), outcome);
                }
            }
            settling.giveBackWaiting();
            if (settling.keepsBack()) {
                ways(sync).call();
            }
            var fault = blameless ? noneWorked(sync, result) : result.fault();
            // Not only when this batch is ended: what another batch waits for may be among these reports.
            settling.whenAnswered(hold::close);
            return new OpenBatch(settling, hold, List.copyOf(gone), clock.instant(), fault);
        } catch (RuntimeException | Error e) {
            hold.close();
            throw e;
        }
    }

    /** What was written in the end, and what became of it. */
    private record Attempted(List<Sending> sending, SplitWrite.Result result) {}

    /** Writes; what a system lets nobody take back is made anew. */
    private Attempted attempt(SyncDefinition sync, List<Sending> planned, Permit permit) {
        var first = outcomes(sync, planned, permit);
        var anew = new TreeMap<Integer, Sending>();
        for (int i = 0; i < planned.size(); i++) {
            var one = planned.get(i);
            boolean lost = first.outcomes().get(i) instanceof WriteOutcome.Overtaken(LocalRecord now) && now == null;
            if (lost && one.instead() != null) {
                anew.put(i, new Sending(one.item(), one.instead()));
            }
        }
        if (anew.isEmpty() || first.fault() != null) {
            return new Attempted(planned, first);
        }
        var sending = new ArrayList<>(planned);
        anew.forEach(sending::set);
        var outcomes = new ArrayList<>(first.outcomes());
        RuntimeException fault;
        try {
            var second = outcomes(sync, List.copyOf(anew.values()), permit);
            fault = second.fault();
            var answers = second.outcomes().iterator();
            anew.keySet().forEach(place -> outcomes.set(place, answers.next()));
        } catch (TransientFault | PermanentFault e) {
            fault = e;
            anew.keySet().forEach(place -> outcomes.set(place, null));
        }
        return new Attempted(sending, new SplitWrite.Result(outcomes, fault));
    }

    private static TransientFault noneWorked(SyncDefinition sync, SplitWrite.Result result) {
        var outcomes = result.outcomes();
        return new TransientFault(
                "none of %d writes of %s worked; one of them: %s"
                        .formatted(outcomes.size(), sync.id(), words(outcomes)),
                null);
    }

    private static String words(List<@Nullable WriteOutcome> outcomes) {
        var first = outcomes.getFirst();
        return first == null ? "" : WriteWords.of(first);
    }

    private static String reason(@Nullable RuntimeException fault) {
        return fault == null ? "not answered" : String.valueOf(fault.getMessage());
    }

    private SplitWrite.Result outcomes(SyncDefinition sync, List<Sending> sending, Permit permit) {
        var writes = sending.stream().map(one -> one.plan().write()).toList();
        if (sync.deliver().onBatchError() == BatchError.SPLIT) {
            return new SplitWrite(writer, sync.resource(), writes, chance, permit).run();
        }
        return new SplitWrite.Result(new ArrayList<>(writer.write(sync.resource(), writes, permit)), null);
    }
}
