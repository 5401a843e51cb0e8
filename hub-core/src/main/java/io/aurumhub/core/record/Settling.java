package io.aurumhub.core.record;

import io.aurumhub.core.definition.Policy;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.mapping.MatchKeys;
import io.aurumhub.core.record.Settlement.Closed;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Works out, for the record as an event leaves it, which copies are owed a write and which match keys it owns. */
final class Settling {

    private Settling() {}

    /** An event that still needs its settlement and, where they changed, its match keys. */
    interface Unsettled {
        GoldenRecordEvent settle(Settlement settlement, @Nullable Set<String> matchKeys);
    }

    static GoldenRecordEvent of(@Nullable GoldenRecord before, Facts facts, Unsettled event) {
        return settle(before, facts, event, false);
    }

    /** As {@link #of}, and copies that are gone are made again. */
    static GoldenRecordEvent restoring(GoldenRecord before, Facts facts, Unsettled event) {
        return settle(before, facts, event, before.deleted());
    }

    private static GoldenRecordEvent settle(
            @Nullable GoldenRecord before, Facts facts, Unsettled event, boolean revive) {
        var draft = GoldenRecord.evolve(before, event.settle(Settlement.NONE, null));
        var moot = before == null ? List.<Closed>of() : moot(before, draft, facts);
        if (!moot.isEmpty()) {
            draft = GoldenRecord.evolve(before, event.settle(Settlement.NONE.closing(moot), null));
        }
        var keys = draft.deleted() ? Set.<String>of() : matchKeys(draft, facts);
        boolean keysChanged = before == null || revive || !keys.equals(before.matchKeys());
        var settlement = settlement(draft, facts, revive);
        if (before != null && revive) {
            settlement = settlement.asking(doubtful(before, draft));
        }
        return event.settle(settlement.closing(moot), keysChanged ? keys : null);
    }

    /**
     * Copies of a record that comes back of which a delete was due: it may have been carried out, and nobody heard of
     * it. Not the one that spoke just now.
     */
    private static Set<CopyId> doubtful(GoldenRecord before, GoldenRecord after) {
        var doubtful = new TreeSet<CopyId>();
        before.copies().forEach((id, copy) -> {
            boolean silent = copy.equals(after.copies().get(id));
            if (silent && copy.state() == Copy.State.LINKED && copy.due()) {
                doubtful.add(id);
            }
        });
        return doubtful;
    }

    /** What was set back and forth is asked no more once there is a value that was never in question. */
    private static List<Closed> moot(GoldenRecord before, GoldenRecord after, Facts facts) {
        var moot = new ArrayList<Closed>();
        var policies = facts.mappings().entity(after.entity()).policies();
        for (var copy : after.copies().values()) {
            copy.open().stream()
                    .filter(unit -> !(policies.of(unit) instanceof Policy.Manual))
                    .filter(unit ->
                            Breaker.isParked(before, policies, unit) && !Breaker.isParked(after, policies, unit))
                    .forEach(unit -> moot.add(new Closed(copy.id(), unit)));
        }
        return moot;
    }

    private static Set<String> matchKeys(GoldenRecord record, Facts facts) {
        var keys = new TreeSet<String>();
        for (var key : MatchKeys.of(facts.mappings().entity(record.entity()), record.values())) {
            if (facts.holderOf(record.entity(), key).map(record.id()::equals).orElse(true)) {
                keys.add(key);
            } else {
                keys.add(MatchKeys.rival(key));
            }
        }
        return keys;
    }

    static Settlement settlement(GoldenRecord record, Facts facts, boolean revive) {
        var due = new ArrayList<CopyId>();
        var settled = new ArrayList<CopyId>();
        for (var sync : facts.mappings().definitions().syncsOf(record.entity())) {
            if (sync.direction().out()) {
                settle(record, sync, facts, revive, due, settled);
            } else {
                linked(record, sync)
                        .filter(copy -> !owed(record, copy, sync, facts))
                        .forEach(copy -> settled.add(copy.id()));
            }
        }
        // What a system is owed that is not connected any more, nobody can bring.
        record.copies().values().stream()
                .filter(copy -> facts.mappings()
                        .sync(copy.id().system(), record.entity())
                        .isEmpty())
                .filter(copy -> copy.state() != Copy.State.GONE && copy.due())
                .forEach(copy -> settled.add(copy.id()));
        return new Settlement(due, settled, closed(record, facts));
    }

    private static void settle(
            GoldenRecord record,
            SyncDefinition sync,
            Facts facts,
            boolean revive,
            List<CopyId> due,
            List<CopyId> settled) {
        var copies = record.copies().values().stream()
                .filter(copy -> copy.id().system().equals(sync.system()))
                .toList();
        if (!record.deleted() && !applies(record, sync, facts)) {
            copies.stream().filter(copy -> copy.state() != Copy.State.GONE).forEach(copy -> settled.add(copy.id()));
            return;
        }
        boolean creates = sync.deletes().createsMissing();
        if (creates && copies.isEmpty() && !record.deleted()) {
            due.add(CopyId.first(sync.system()));
        }
        if (creates && revive && !copies.isEmpty() && noneLeft(copies)) {
            due.add(record.furtherCopy(sync.system()));
        }
        boolean there = linked(record, sync).findAny().isPresent();
        for (var copy : copies) {
            if (DeliveryOrderRules.isLeftAlone(record, copy, sync, facts)) {
                continue;
            }
            boolean owed = switch (copy.state()) {
                case PENDING -> creates && !record.deleted() && !there;
                case GONE -> false;
                case LINKED -> owed(record, copy, sync, facts) || isBehind(record, copy, sync);
            };
            if (owed) {
                due.add(copy.id());
            } else if (copy.due() || (copy.state() == Copy.State.LINKED && !record.deleted())) {
                settled.add(copy.id());
            }
        }
    }

    /** What a steward need not decide any more, since the copy holds the golden value by now. */
    private static List<Closed> closed(GoldenRecord record, Facts facts) {
        var closed = new ArrayList<Closed>();
        var policies = facts.mappings().entity(record.entity()).policies();
        for (var copy : record.copies().values()) {
            if (copy.open().isEmpty()) {
                continue;
            }
            var sync =
                    facts.mappings().sync(copy.id().system(), record.entity()).orElse(null);
            var lacks = sync == null || copy.state() != Copy.State.LINKED
                    ? null
                    : CopyComparison.of(record, copy, sync, facts).fields().keySet();
            for (var name : copy.open()) {
                if (name.startsWith(Conflict.WHOLE_RECORD)) {
                    boolean agreed = (copy.state() == Copy.State.GONE) == record.deleted();
                    if (agreed && name.equals(Conflict.WHOLE_RECORD)) {
                        closed.add(new Closed(copy.id(), name));
                    }
                } else if (lacks == null || policies.fields(name).stream().noneMatch(lacks::contains)) {
                    closed.add(new Closed(copy.id(), name));
                }
            }
        }
        return closed;
    }

    private static boolean noneLeft(List<Copy> copies) {
        return copies.stream().allMatch(copy -> copy.state() == Copy.State.GONE);
    }

    private static Stream<Copy> linked(GoldenRecord record, SyncDefinition sync) {
        return record.copies().values().stream()
                .filter(copy -> copy.id().system().equals(sync.system()) && copy.state() == Copy.State.LINKED);
    }

    /** It had steps before it already, which are not lost because the last one leads back to where it stands. */
    private static boolean isBehind(GoldenRecord record, Copy copy, SyncDefinition sync) {
        return copy.wanted() > copy.held() && lacksSteps(record, copy.held(), sync);
    }

    /** The system gets every step, and what is written there has changed since a revision, not by its own word. */
    static boolean lacksSteps(GoldenRecord record, long since, SyncDefinition sync) {
        return sync.deliver().steps()
                && record.fields().entrySet().stream()
                        .anyMatch(field -> sync.fields().containsKey(field.getKey())
                                && field.getValue().revision() > since
                                && !sync.system().equals(field.getValue().system()));
    }

    static boolean applies(GoldenRecord record, SyncDefinition sync, Facts facts) {
        return facts.mappings().applies(sync.id(), record.values());
    }

    static boolean owed(GoldenRecord record, Copy copy, SyncDefinition sync, Facts facts) {
        if (record.deleted()) {
            return !sync.deletes().keepsOrphans() && !copy.open().contains(Conflict.WHOLE_RECORD);
        }
        return applies(record, sync, facts)
                && (copy.resend() != null
                        || !CopyComparison.toWrite(record, copy, sync, facts).equal());
    }
}
