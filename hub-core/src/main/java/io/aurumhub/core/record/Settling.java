package io.aurumhub.core.record;

import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.mapping.MatchKeys;
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
        var keys = draft.deleted() ? Set.<String>of() : matchKeys(draft, facts);
        boolean keysChanged = before == null || revive || !keys.equals(before.matchKeys());
        return event.settle(settlement(draft, facts, revive), keysChanged ? keys : null);
    }

    private static Set<String> matchKeys(GoldenRecord record, Facts facts) {
        var keys = new TreeSet<String>();
        for (var key : MatchKeys.of(facts.mappings().entity(record.entity()), record.values())) {
            if (facts.holderOf(record.entity(), key).map(record.id()::equals).orElse(true)) {
                keys.add(key);
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
        return new Settlement(due, settled);
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
        if (copies.isEmpty() && !record.deleted()) {
            due.add(CopyId.first(sync.system()));
        }
        for (var copy : copies) {
            boolean owed = switch (copy.state()) {
                case PENDING -> !record.deleted();
                case GONE -> revive && copy.equals(copies.getFirst()) && noneLeft(copies);
                case LINKED -> owed(record, copy, sync, facts);
            };
            if (owed) {
                due.add(copy.id());
            } else if (copy.state() == Copy.State.LINKED) {
                settled.add(copy.id());
            }
        }
    }

    private static boolean noneLeft(List<Copy> copies) {
        return copies.stream().allMatch(copy -> copy.state() == Copy.State.GONE);
    }

    private static Stream<Copy> linked(GoldenRecord record, SyncDefinition sync) {
        return record.copies().values().stream()
                .filter(copy -> copy.id().system().equals(sync.system()) && copy.state() == Copy.State.LINKED);
    }

    static boolean owed(GoldenRecord record, Copy copy, SyncDefinition sync, Facts facts) {
        return record.deleted() || !CopyComparison.of(record, copy, sync, facts).equal();
    }
}
