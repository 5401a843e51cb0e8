package io.aurumhub.api.engine;

import io.aurumhub.adapter.postgres.Collisions.Kept;
import io.aurumhub.adapter.postgres.Collisions.Key;
import io.aurumhub.adapter.postgres.Collisions.Other;
import io.aurumhub.adapter.postgres.Collisions.Place;
import io.aurumhub.adapter.postgres.DueDeliveries.Claim;
import io.aurumhub.adapter.postgres.PostgresHub;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.mapping.LocalFields;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is to become of the writes of one batch that ran into a value which another record of the system holds: those
 * wait whose way will be free once that record is written or removed; the others are refused, with that record's name.
 */
final class Clashes {

    /** So often in a row a write waits for the same record, where it is not certain that this one will let go. */
    private static final int MOST_GUESSES = 5;

    private final PostgresHub hub;
    private final Clock clock;
    private final SyncDefinition sync;
    private final Claim claim;
    private final Place place;

    Clashes(PostgresHub hub, Clock clock, SyncDefinition sync, Claim claim) {
        this.hub = hub;
        this.clock = clock;
        this.sync = sync;
        this.claim = claim;
        this.place = new Place(sync.system(), sync.entity());
    }

    /** What is to become of a write. */
    sealed interface Verdict {

        /** It is tried again once the other record has let go. */
        record Wait(String forWhat) implements Verdict {}

        /** Only a change of one of the two helps. */
        record Refuse(String reason) implements Verdict {}
    }

    /**
     * A write that did not work.
     *
     * @param fields what may not be equal; empty: not known
     * @param inTheWay the local id of the other record
     * @param certain the system itself named it
     */
    private record Blocked(Sending sending, String reason, Set<String> fields, String inTheWay, boolean certain) {

        Key key() {
            return Conclusion.key(sending.item());
        }

        Kept kept(boolean stuck) {
            return new Kept(key(), sending.localId().orElse(null), inTheWay, stuck);
        }
    }

    /** By place in the batch; nothing of the writes that ran into nothing, or into something that has no name. */
    Map<Integer, Verdict> judge(List<Sending> sending, List<@Nullable WriteOutcome> outcomes) {
        var blocked = blocked(sending, outcomes);
        if (claim.together()) {
            forgetRefused(sending, outcomes);
        }
        if (blocked.isEmpty()) {
            return Map.of();
        }
        var own = claim.together() ? stillColliding(sending, outcomes) : Set.<String>of();
        var written = writtenNow(outcomes);
        hub.collisions()
                .note(
                        place,
                        blocked.values().stream()
                                .map(one -> one.kept(own.contains(one.inTheWay)))
                                .toList(),
                        clock.instant());
        var others = hub.collisions()
                .others(place, blocked.values().stream().map(Blocked::inTheWay).collect(Collectors.toSet()));
        var ways = new HashMap<String, String>();
        var tries = new HashMap<Key, Integer>();
        hub.collisions().standing(place).forEach(one -> {
            tries.put(one.kept().key(), one.tries());
            if (one.kept().localId() != null && !one.over()) {
                ways.put(one.kept().localId(), one.kept().inTheWay());
            }
        });
        var verdicts = new LinkedHashMap<Integer, Verdict>();
        blocked.forEach((i, one) -> {
            var other = others.get(one.inTheWay);
            if (own.contains(one.inTheWay)) {
                verdicts.put(i, stuck(one, sending));
            } else if (written.contains(one.inTheWay)
                    || isHopeful(one, other, ways, tries.getOrDefault(one.key(), 1))) {
                verdicts.put(i, new Verdict.Wait(perhaps(one) + one.inTheWay + " to give up " + named(one)));
            } else {
                verdicts.put(i, refuse(one, other));
            }
        });
        return verdicts;
    }

    /** Of a circle that was tried together. */
    private static Set<String> stillColliding(List<Sending> sending, List<@Nullable WriteOutcome> outcomes) {
        var colliding = new HashSet<String>();
        for (int i = 0; i < sending.size(); i++) {
            if (outcomes.get(i) instanceof WriteOutcome.Collides) {
                sending.get(i).localId().ifPresent(colliding::add);
            }
        }
        return colliding;
    }

    /** Nobody keeps these back any more: they are refused for another reason, so they are in no circle. */
    private void forgetRefused(List<Sending> sending, List<@Nullable WriteOutcome> outcomes) {
        var refused = new ArrayList<Key>();
        for (int i = 0; i < sending.size(); i++) {
            if (outcomes.get(i) instanceof WriteOutcome.Refused) {
                refused.add(Conclusion.key(sending.get(i).item()));
            }
        }
        if (!refused.isEmpty()) {
            hub.collisions().forget(refused);
        }
    }

    /** Of these the hub knows more in a moment. */
    private static Set<String> writtenNow(List<@Nullable WriteOutcome> outcomes) {
        var written = new HashSet<String>();
        outcomes.forEach(outcome -> {
            if (outcome instanceof WriteOutcome.Written(var now)) {
                written.add(now.localId());
            }
        });
        return written;
    }

    private Map<Integer, Blocked> blocked(List<Sending> sending, List<@Nullable WriteOutcome> outcomes) {
        var blocked = new LinkedHashMap<Integer, Blocked>();
        var nameless = new LinkedHashMap<Integer, Holders.Nameless>();
        for (int i = 0; i < sending.size(); i++) {
            var one = sending.get(i);
            switch (outcomes.get(i)) {
                case WriteOutcome.Collides(var reason, var fields, var other)
                when other != null -> blocked.put(i, new Blocked(one, reason, fields, other, true));
                case WriteOutcome.Collides collides -> nameless.put(i, new Holders.Nameless(one, collides));
                case null, default -> {}
            }
        }
        if (!nameless.isEmpty()) {
            var holders = new Holders(hub, sync, claim, sending);
            holders.of(nameless)
                    .forEach((i, holder) -> blocked.put(
                            i,
                            new Blocked(
                                    sending.get(i),
                                    WriteWords.of(outcomes.get(i)),
                                    Set.of(holder.path()),
                                    holder.localId(),
                                    false)));
        }
        return blocked;
    }

    private boolean isHopeful(Blocked one, @Nullable Other other, Map<String, String> ways, int tries) {
        if (other == null) {
            return false;
        }
        if (other.moving()) {
            return one.certain || tries <= MOST_GUESSES;
        }
        var localId = one.sending.localId().orElse(null);
        if (other.refused() && localId != null && leadsTo(localId, one.inTheWay, ways)) {
            return true;
        }
        return tries <= MOST_GUESSES && !holds(other, one);
    }

    /** Whether the other one is kept back by this one in turn, be it by way of others. */
    private static boolean leadsTo(String localId, String from, Map<String, String> ways) {
        var passed = new HashSet<String>();
        var at = from;
        while (at != null && passed.add(at)) {
            if (at.equals(localId)) {
                return true;
            }
            at = ways.get(at);
        }
        return false;
    }

    /** As far as the hub knows; else it has let go meanwhile. */
    private static boolean holds(Other other, Blocked one) {
        var wanted = one.sending.stored();
        return one.fields.stream()
                .filter(wanted::containsKey)
                .allMatch(path -> LocalFields.orNothing(other.local(), path).equals(wanted.get(path)));
    }

    /** The hub has found the other record by itself, among those that it knows. */
    private static String perhaps(Blocked one) {
        return one.certain ? "" : "perhaps ";
    }

    private static String named(Blocked one) {
        return one.fields.isEmpty() ? "what may stand only once" : String.join(", ", new TreeSet<>(one.fields));
    }

    private Verdict refuse(Blocked one, @Nullable Other other) {
        var who = other == null
                ? "which the hub does not know"
                : "of record %s, %s"
                        .formatted(
                                other.key().record(),
                                other.refused() ? "which refuses its own delivery" : "which is to keep it");
        return new Verdict.Refuse("%s; %s%s stands in %s, %s. It is tried again when that one changes"
                .formatted(one.reason, perhaps(one), named(one), one.inTheWay, who));
    }

    private Verdict stuck(Blocked one, List<Sending> sending) {
        return new Verdict.Refuse(
                ("%s; %s%s stands in %s. %d records are to exchange it, and %s offers no way: it takes neither null"
                                + " nor another free value there for a moment, or not what they are to hold then")
                        .formatted(one.reason, perhaps(one), named(one), one.inTheWay, sending.size(), sync.system()));
    }
}
