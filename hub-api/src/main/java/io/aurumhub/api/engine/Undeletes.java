package io.aurumhub.api.engine;

import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.OwnForm;
import io.aurumhub.core.connector.SystemReader;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.delivery.DeliveryPlan;
import io.aurumhub.core.mapping.LocalFields;
import io.aurumhub.core.record.Copy;
import io.aurumhub.core.record.Facts;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The creates of a batch whose system may still hold the record that it had before, marked as deleted: that one is
 * taken back, with all that only its system knows, and no second one is made. It is looked for under its own keys, in
 * one look for all.
 */
final class Undeletes {

    /** The newest keys that a record had in the system; older ones are not looked for. */
    private static final int MOST_KEYS = 10;

    /** After so many look-ups in a row without an answer, a batch tries no more of them. */
    private static final int MOST_UNANSWERED = 3;

    private final SyncDefinition sync;
    private final SystemReader reader;
    private final Settling settling;
    private final Discretion discretion;
    private final Facts facts;
    private final Clock clock;
    private final Map<String, LocalRecord> there = new HashMap<>();
    private final Set<String> unanswered = new HashSet<>();
    private @Nullable TransientFault silence;

    Undeletes(
            SyncDefinition sync,
            SystemReader reader,
            Settling settling,
            Discretion discretion,
            Facts facts,
            Clock clock) {
        this.sync = sync;
        this.reader = reader;
        this.settling = settling;
        this.discretion = discretion;
        this.facts = facts;
        this.clock = clock;
    }

    /** Why the system did not answer; null: it always did. */
    @Nullable
    TransientFault silence() {
        return silence;
    }

    /** What is to be written; what needs no write, or cannot be written yet, is settled. */
    List<Sending> of(List<Sending> sending) {
        var gone = new LinkedHashMap<Sending, List<Copy>>();
        for (var one : sending) {
            if (sync.marksDeletes() && one.plan().write() instanceof Write.Create) {
                var copies = gone(one);
                if (!copies.isEmpty()) {
                    gone.put(one, copies);
                }
            }
        }
        if (gone.isEmpty()) {
            return sending;
        }
        look(gone.values());
        var left = new ArrayList<Sending>();
        for (var one : sending) {
            var copies = gone.getOrDefault(one, List.of());
            if (copies.stream().anyMatch(copy -> unanswered.contains(copy.localId()))) {
                settling.waitForAnswer(one.item(), silence);
            } else {
                var found = found(copies);
                if (found == null) {
                    left.add(one);
                } else {
                    back(one, found, left);
                }
            }
        }
        return left;
    }

    /** Newest first. */
    private List<Copy> gone(Sending sending) {
        return sending.item().record().copies().values().stream()
                .filter(copy -> copy.id().system().equals(sync.system())
                        && copy.state() == Copy.State.GONE
                        && copy.localId() != null)
                .sorted(Comparator.comparing(Copy::id).reversed())
                .limit(MOST_KEYS)
                .toList();
    }

    private void look(Collection<List<Copy>> copies) {
        var ids = copies.stream()
                .flatMap(List::stream)
                .map(copy -> Objects.requireNonNull(copy.localId()))
                .toList();
        try {
            there.putAll(reader.fetch(sync.resource(), ids));
        } catch (TransientFault fault) {
            oneByOne(ids); // one that cannot be read holds up none of the others
        }
    }

    private void oneByOne(List<String> ids) {
        int inRow = 0;
        for (var id : ids) {
            if (inRow >= MOST_UNANSWERED) {
                unanswered.add(id);
                continue;
            }
            try {
                there.putAll(reader.fetch(sync.resource(), List.of(id)));
                inRow = 0;
            } catch (TransientFault fault) {
                silence = fault;
                unanswered.add(id);
                inRow++;
            }
        }
    }

    /** What the system holds of a copy that is gone. */
    private record Found(Copy copy, LocalRecord record) {}

    /** One that is not marked any more goes before those that are. */
    private @Nullable Found found(List<Copy> copies) {
        return copies.stream()
                .filter(copy -> there.containsKey(Objects.requireNonNull(copy.localId())))
                .map(copy -> new Found(copy, Objects.requireNonNull(there.get(copy.localId()))))
                .min(Comparator.comparing(found -> found.record().deleted()))
                .orElse(null);
    }

    private void back(Sending sending, Found found, List<Sending> left) {
        var item = sending.item();
        switch (DeliveryPlan.back(item.record(), found.copy(), found.record(), sync, facts)) {
            case DeliveryPlan.Send plan -> {
                discretion.about(plan.write());
                var back = new Sending(item, plan, sending.plan());
                if (found.record().deleted()) {
                    left.add(back);
                } else if (isDone(back, found.record())) {
                    settling.written(back, found.record(), clock.instant());
                } else {
                    settling.found(sending, found.record(), clock.instant());
                }
            }
            case DeliveryPlan.WaitForParent wait -> settling.waitFor(item, wait.field());
            case DeliveryPlan.Refuse refuse -> settling.refuse(item, refuse.reason(), refuse.problems());
            case DeliveryPlan.Examine _,
                    DeliveryPlan.AlreadyEqual _,
                    DeliveryPlan.WaitForReferrer _,
                    DeliveryPlan.NotWanted _,
                    DeliveryPlan.Obsolete _ ->
                throw new IllegalStateException("What is back is written, refused or waits: "
                        + found.copy().id());
        }
    }

    /** It is there as it should be; an attempt of which nobody heard the end may have left the system's own form. */
    private static boolean isDone(Sending back, LocalRecord present) {
        var written = back.plan().written();
        return written.isEmpty()
                || (back.item().attempt() > 1
                        && written.entrySet().stream()
                                .allMatch(one -> OwnForm.possible(
                                        one.getValue(), LocalFields.orNothing(present.fields(), one.getKey()))));
    }
}
