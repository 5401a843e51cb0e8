package io.aurumhub.adapter.postgres;

import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.intake.Intake;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.mapping.Mappings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** The way in, through the lane. */
final class PostgresIntake implements Intake {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresIntake.class);

    private final ReportHold hold;
    private final Supplier<Mappings> mappings;

    private final Quarantine quarantine;
    private final Supplier<Instant> clock;
    private final Task.Certainty certainty;
    private final LongSupplier term;

    /** @param term in which the changes were read */
    PostgresIntake(
            ReportHold hold,
            Supplier<Mappings> mappings,
            Quarantine quarantine,
            Supplier<Instant> clock,
            Task.Certainty certainty,
            LongSupplier term) {
        this.hold = hold;
        this.mappings = mappings;
        this.quarantine = quarantine;
        this.clock = clock;
        this.certainty = certainty;
        this.term = term;
    }

    @Override
    public CompletableFuture<List<Outcome>> submit(List<Change> changes) {
        long begunIn = term.getAsLong();
        if (changes.size() > LARGEST_SUBMISSION) {
            throw new IllegalArgumentException(
                    "At most " + LARGEST_SUBMISSION + " changes at once, not " + changes.size());
        }
        for (var change : changes) {
            if (mappings.get().sync(change.system(), change.entity()).isEmpty()) {
                throw new IllegalArgumentException(
                        "No sync connects system '%s' with entity '%s'".formatted(change.system(), change.entity()));
            }
        }
        var answers = new ArrayList<CompletableFuture<Outcome>>(changes.size());
        var seen = new ArrayList<Admission.@Nullable Seen>(changes.size());
        changes.forEach(change -> seen.add(ahead(change)));
        var twins = Twins.among(seen.stream()
                .filter(Objects::nonNull)
                .map(Admission.Seen::admission)
                .toList());
        var faults = changes.stream().map(Admission::envelopeFaults).toList();
        var keys = new ArrayList<@Nullable LocalKey>(changes.size());
        for (int i = 0; i < changes.size(); i++) {
            keys.add(faults.get(i).isEmpty() ? LocalKey.of(changes.get(i)) : null);
        }
        var strangers = strangers(keys);
        for (int i = 0; i < changes.size(); i++) {
            var change = changes.get(i);
            var key = keys.get(i);
            if (key == null) {
                answers.add(CompletableFuture.completedFuture(setAside(change, faults.get(i))));
                continue;
            }
            var task = new Task.TakeIn(change, 0, seen.get(i), twins, certainty, new CompletableFuture<>());
            answers.add(task.answer());
            hold.pass(key, new RecordLane.Begun(task, begunIn), strangers.contains(key));
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(done -> answers.stream().map(CompletableFuture::join).toList());
    }

    private Set<LocalKey> strangers(List<@Nullable LocalKey> keys) {
        try {
            return hold.isMaking()
                    ? hold.strangers(keys.stream().flatMap(Stream::ofNullable).toList())
                    : Set.of();
        } catch (DataAccessException e) {
            throw notStored(e);
        }
    }

    /** The lane cannot even ask who that is. */
    private Outcome setAside(Change change, List<String> faults) {
        try {
            return new Outcome.Quarantined(quarantine.keep(change, faults, clock.get()), faults);
        } catch (DataAccessException e) {
            throw notStored(e);
        }
    }

    private static TransientFault notStored(DataAccessException cause) {
        return new TransientFault("The hub's database does not answer; the change was not stored", cause);
    }

    /** Here several callers work side by side, in the lane one after the other. */
    private Admission.@Nullable Seen ahead(Change change) {
        try {
            return Admission.ahead(change, mappings.get());
        } catch (RuntimeException e) {
            // The lane comes to the same end, and knows what to do with such a change.
            LOG.debug("{} could not be looked at ahead of its turn: {}", change.subject(), e.getClass());
            return null;
        }
    }
}
