package io.aurumhub.core.delivery;

import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.OwnForm;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.mapping.LocalFields;
import io.aurumhub.core.record.Copy;
import io.aurumhub.core.record.CopyId;
import io.aurumhub.core.record.Facts;
import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.record.GoldenRecordCommand.ConfirmDelivery;
import io.aurumhub.core.record.GoldenRecordCommand.Stored;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.Value;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a system holds what the hub itself wrote at an attempt of which it never heard the end: then that
 * is no word of the system, and must not be decided against what others have said since. Shown the record's states one
 * by one, oldest first.
 *
 * <p>An update is known by all its values. A create is known by the golden record's id, which it left in the system;
 * where the record differs from all that the hub can have written, its users have edited it since.
 */
public final class EarlierAttempt implements Predicate<GoldenRecord> {

    /** Points in time are kept in microseconds, so what is not a whole one later is at the same time. */
    private static final Duration BEFORE = Duration.ofNanos(1_000);

    private final GoldenRecord now;
    private final @Nullable Copy copy;
    private final SyncDefinition sync;
    private final Facts facts;
    private final LocalRecord present;
    private final Instant seenAt;
    private @Nullable Fit best;
    private @Nullable Attempt found;

    /** How many values are there as they were written, and how many in the system's own form, too. */
    private record Fit(int exact, int likely) implements Comparable<Fit> {

        static Fit of(Map<String, Value> written, Function<String, Value> held) {
            int exact = 0;
            int likely = 0;
            for (var one : written.entrySet()) {
                var there = held.apply(one.getKey());
                exact += one.getValue().equals(there) ? 1 : 0;
                likely += OwnForm.possible(one.getValue(), there) ? 1 : 0;
            }
            return new Fit(exact, likely);
        }

        @Override
        public int compareTo(Fit other) {
            return Comparator.comparingInt(Fit::exact)
                    .thenComparingInt(Fit::likely)
                    .compare(this, other);
        }
    }

    /** A write that was carried out. */
    private record Attempt(
            long revision, Map<String, Value> written, Map<String, Value> expected, Map<String, Value> local) {}

    /** @param seenAt when the system was read, or spoke */
    public EarlierAttempt(
            GoldenRecord now, CopyId copyId, SyncDefinition sync, Facts facts, LocalRecord present, Instant seenAt) {
        this.now = now;
        this.copy = now.copies().get(copyId);
        this.sync = sync;
        this.facts = facts;
        this.present = present;
        this.seenAt = seenAt.truncatedTo(ChronoUnit.MICROS);
    }

    /** Looks at a state; false once there can be no further one. */
    @Override
    public boolean test(GoldenRecord then) {
        if (copy == null || !copy.due() || isKnown(copy) || then.revision() > now.revision()) {
            return false;
        }
        boolean candidate = then.revision() > copy.held() && !then.deleted();
        if (candidate
                && DeliveryPlan.of(NextStep.at(now, then, sync), copy.id(), sync, facts)
                        instanceof DeliveryPlan.Send send) {
            switch (send.write()) {
                case Write.Create ignored -> create(then, send);
                case Write.Update update -> update(then, send, update);
                case Write.Restore _, Write.Delete _ -> {}
            }
        }
        return true;
    }

    /** The copy was seen like this before, or later than this: what it shows has been decided. */
    private boolean isKnown(Copy held) {
        if (held.state() != Copy.State.LINKED) {
            return false;
        }
        boolean sameVersion = present.version() != null && present.version().equals(held.version());
        boolean older = present.changedAt() != null
                && held.sourceTime() != null
                && present.changedAt().isBefore(held.sourceTime());
        return sameVersion
                || older
                || mapped().entrySet().stream()
                        .allMatch(
                                field -> field.getValue().equals(LocalFields.orNothing(held.local(), field.getKey())));
    }

    /** The system holds what the hub wrote; else it is the system's own word. */
    public boolean isFound() {
        return found != null;
    }

    /**
     * The confirmation that never came.
     *
     * @param latest what is known when it is decided on
     * @throws IllegalStateException if no attempt was found
     */
    public ConfirmDelivery confirmation(Facts latest) {
        if (found == null || copy == null) {
            throw new IllegalStateException("No attempt of the hub's was found");
        }
        // Whatever else is said of the record as it was seen now is later than this.
        var stored = new Stored(
                present.localId(), found.local, present.version(), present.changedAt(), seenAt.minus(BEFORE));
        return new ConfirmDelivery(
                now.id(),
                copy.id(),
                found.revision,
                found.written,
                found.expected,
                stored,
                latest,
                Provenance.of("hub").because("The hub had not heard the end of this write"));
    }

    /**
     * The confirmation of what the hub wrote for a moment only, so that others could go on; empty if the system does
     * not hold that. The copy stays behind, and is written again.
     *
     * @param written by path
     */
    public Optional<ConfirmDelivery> aside(Map<String, Value> written, Facts latest) {
        boolean there = copy != null
                && copy.state() == Copy.State.LINKED
                && present.localId().equals(copy.localId())
                && written.entrySet().stream()
                        .allMatch(one -> one.getValue().equals(held(one.getKey()))
                                && !one.getValue().equals(LocalFields.orNothing(copy.local(), one.getKey())));
        if (copy == null || !there) {
            return Optional.empty();
        }
        var before = new LinkedHashMap<String, Value>();
        written.keySet().forEach(path -> before.put(path, LocalFields.orNothing(copy.local(), path)));
        found = new Attempt(copy.held(), written, before, mapped());
        return Optional.of(confirmation(latest));
    }

    private void create(GoldenRecord then, DeliveryPlan.Send send) {
        var external = sync.externalId().map(this::held).map(Value::toString);
        if (external.filter(now.id().toString()::equals).isEmpty()) {
            return;
        }
        var fit = Fit.of(send.written(), this::held);
        if (best == null || fit.compareTo(best) >= 0) {
            best = fit;
            var edited = new LinkedHashMap<String, Value>();
            send.written().forEach((path, value) -> {
                if (!OwnForm.possible(value, held(path))) {
                    edited.put(path, value);
                }
            });
            found = new Attempt(then.revision(), send.written(), Map.of(), LocalFields.with(mapped(), edited));
        }
    }

    private void update(GoldenRecord then, DeliveryPlan.Send send, Write.Update update) {
        boolean ours = update.changes().entrySet().stream()
                .allMatch(one -> one.getValue().equals(held(one.getKey())));
        if (ours && update.localId().equals(present.localId())) {
            found = new Attempt(then.revision(), send.written(), update.expected(), mapped());
        }
    }

    private Map<String, Value> mapped() {
        var mapped = new LinkedHashMap<>(present.fields());
        mapped.keySet().retainAll(sync.resource().fields());
        return mapped;
    }

    private Value held(String path) {
        return LocalFields.orNothing(present.fields(), path);
    }
}
