package io.aurumhub.api.engine;

import io.aurumhub.adapter.postgres.Collisions.Key;
import io.aurumhub.adapter.postgres.Collisions.Place;
import io.aurumhub.adapter.postgres.Collisions.Standing;
import io.aurumhub.adapter.postgres.PostgresHub;
import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.SystemReader;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.record.GoldenRecordCommand.RetryDelivery;
import io.aurumhub.core.shared.Provenance;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the deliveries of one sync that another record of the system keeps back: once that one has moved they are
 * tried again, and those that keep each other back in a circle are brought together.
 */
final class FreedWays {

    private static final Logger LOG = LoggerFactory.getLogger(FreedWays.class);

    /** The table is looked at no more often, unless something was just kept back or nothing else is due. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** What the hub does not hear of by itself is asked for no more often. */
    private static final Duration ASKING = Duration.ofSeconds(30);

    /** Records in the way that are asked for at once. */
    private static final int MOST_ASKED = 100;

    private final SyncDefinition sync;
    private final Place place;
    private final SystemReader reader;
    private final PostgresHub hub;
    private final Clock clock;
    private final int mostTogether;
    private Instant looked = Instant.EPOCH;
    private Instant asked;
    private boolean calledFor = true;
    private boolean first = true;
    private boolean keepBack = true;
    private boolean freedSome;
    /** What is in the way and was asked for, while others have not been yet. */
    private final Set<String> askedFor = new HashSet<>();
    /** These are in circles that are too large, as was said. */
    private final Set<Key> tooMany = new HashSet<>();
    /** That the system does not tell what is in the way was said. */
    private boolean silent;

    FreedWays(SyncDefinition sync, SystemReader reader, int mostTogether, PostgresHub hub, Clock clock) {
        this.sync = sync;
        this.place = new Place(sync.system(), sync.entity());
        this.reader = reader;
        this.mostTogether = mostTogether;
        this.hub = hub;
        this.clock = clock;
        this.asked = clock.instant();
    }

    /** Something was kept back, or is free. */
    void call() {
        calledFor = true;
    }

    boolean isTime() {
        return calledFor || looked.plus(PAUSE).isBefore(clock.instant());
    }

    /** Whether any delivery was kept back at the last look. */
    boolean keepBack() {
        return keepBack;
    }

    /** Whether the last look has let any go on. */
    boolean hasFreed() {
        return freedSome;
    }

    /** Lets those go on whose way is free; answers deliveries that are to be written together, if there are any. */
    List<Key> look() {
        calledFor = false;
        freedSome = false;
        looked = clock.instant();
        if (first) {
            var refusedBefore = hub.collisions().refusedBefore(place);
            retry(refusedBefore);
            freedSome = !refusedBefore.isEmpty();
            first = false;
        }
        var all = hub.collisions().standing(place);
        keepBack = !all.isEmpty();
        if (!keepBack) {
            askedFor.clear();
            tooMany.clear();
            return List.of();
        }
        if (!tooMany.isEmpty()) {
            tooMany.retainAll(all.stream().map(one -> one.kept().key()).collect(Collectors.toSet()));
        }
        var gone = goneUnheard(all);
        var over = new ArrayList<Key>();
        var freed = new ArrayList<Standing>();
        var kept = new LinkedHashMap<String, Standing>();
        for (var one : all) {
            var key = one.kept().key();
            if (one.over()) {
                over.add(key);
            } else if (one.moved() || gone.contains(one.kept().inTheWay())) {
                freed.add(one);
            } else if (one.kept().localId() != null) {
                kept.put(one.kept().localId(), one);
            }
        }
        retry(freed.stream()
                .filter(Standing::refused)
                .map(one -> one.kept().key())
                .toList());
        freedSome |= !freed.isEmpty();
        hub.collisions().wake(inOrder(freed, all), looked);
        freed.forEach(one -> over.add(one.kept().key()));
        hub.collisions().forget(over);
        return circle(kept);
    }

    /** What waits, and can go on one after the other now that these are free: the nearest first. */
    private static List<Key> inOrder(List<Standing> freed, List<Standing> all) {
        var behind = new HashMap<String, List<Standing>>();
        all.stream()
                .filter(one -> !one.refused() && !one.over())
                .forEach(one -> behind.computeIfAbsent(one.kept().inTheWay(), any -> new ArrayList<>())
                        .add(one));
        var order = new LinkedHashSet<Key>();
        var open = new ArrayDeque<>(freed);
        while (!open.isEmpty()) {
            var one = open.remove();
            var localId = one.kept().localId();
            if (order.add(one.kept().key()) && localId != null) {
                open.addAll(behind.getOrDefault(localId, List.of()));
            }
        }
        return List.copyOf(order);
    }

    /** The first circle that was not tried in vain yet. */
    private List<Key> circle(Map<String, Standing> byLocalId) {
        var passed = new HashSet<String>();
        for (var start : byLocalId.keySet()) {
            var way = new LinkedHashMap<String, Standing>();
            var at = start;
            var one = byLocalId.get(at);
            while (one != null && passed.add(at)) {
                way.put(at, one);
                at = one.kept().inTheWay();
                one = byLocalId.get(at);
            }
            if (one != null && way.containsKey(at)) {
                var found = new ArrayList<Standing>();
                boolean within = false;
                for (var step : way.entrySet()) {
                    within |= step.getKey().equals(at);
                    if (within) {
                        found.add(step.getValue());
                    }
                }
                if (mayBeTried(found)) {
                    freedSome = true;
                    retry(found.stream()
                            .filter(Standing::refused)
                            .map(each -> each.kept().key())
                            .toList());
                    return found.stream().map(each -> each.kept().key()).toList();
                }
            }
        }
        return List.of();
    }

    private boolean mayBeTried(List<Standing> circle) {
        if (circle.size() > mostTogether) {
            var keys = circle.stream().map(one -> one.kept().key()).toList();
            if (tooMany.addAll(keys)) {
                LOG.warn(
                        "{} records of {} are to exchange values, more than the {} that can be written together; they"
                                + " wait until one of them wants something else",
                        circle.size(),
                        sync.id(),
                        mostTogether);
            }
            return false;
        }
        return circle.stream().anyMatch(one -> !one.kept().stuck());
    }

    /**
     * Records in the way of refused deliveries that the system has let go of, or changed, and of which nobody tells the
     * hub: those that it does not know, and those of a system that reports no deletes.
     */
    private Collection<String> goneUnheard(List<Standing> all) {
        if (asked.plus(ASKING).isAfter(clock.instant())) {
            return List.of();
        }
        var refused = new LinkedHashMap<String, List<Standing>>();
        all.stream()
                .filter(one -> one.refused() && !one.over())
                .forEach(one -> refused.computeIfAbsent(one.kept().inTheWay(), any -> new ArrayList<>())
                        .add(one));
        if (refused.isEmpty()) {
            return List.of();
        }
        asked = clock.instant();
        refused.keySet().retainAll(nextToAsk(refused.keySet()));
        Map<String, LocalRecord> there;
        try {
            there = reader.fetch(sync.resource(), refused.keySet());
            silent = false;
        } catch (TransientFault | PermanentFault fault) {
            if (!silent) {
                LOG.warn(
                        "{} does not tell what is in the way of {} refused records of {}: {}. It is asked again; the"
                                + " rest goes on",
                        sync.system(),
                        refused.size(),
                        sync.id(),
                        fault.getMessage());
            }
            silent = true;
            return List.of();
        }
        var gone = new ArrayList<String>();
        refused.forEach((localId, ones) -> {
            var record = there.get(localId);
            if (record == null) {
                gone.add(localId);
                return;
            }
            var found = Integer.toHexString(record.fields().hashCode());
            boolean changed = ones.stream().anyMatch(one -> one.found() != null && !found.equals(one.found()));
            if (changed) {
                gone.add(localId);
            } else {
                ones.stream()
                        .filter(one -> one.found() == null)
                        .forEach(one -> hub.collisions().found(one.kept().key(), found));
            }
        });
        return gone;
    }

    /** Those that were not asked for yet; all of them have their turn before one is asked for again. */
    private List<String> nextToAsk(Set<String> inTheWay) {
        askedFor.retainAll(inTheWay);
        if (askedFor.containsAll(inTheWay)) {
            askedFor.clear();
        }
        var some = inTheWay.stream()
                .filter(id -> !askedFor.contains(id))
                .limit(MOST_ASKED)
                .toList();
        askedFor.addAll(some);
        return some;
    }

    private void retry(Collection<Key> keys) {
        var cause = Provenance.of("hub").because("what was in the way in " + sync.system() + " may have moved");
        var answers = new ArrayList<CompletableFuture<?>>();
        for (var key : keys) {
            answers.add(hub.commands()
                    .send(key.record(), facts -> new RetryDelivery(key.record(), key.copy(), facts, cause))
                    .handle(Conclusion::isTaken));
        }
        answers.forEach(CompletableFuture::join);
    }
}
