package io.aurumhub.adapter.postgres;

import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.history.Stewardship.NotPossible;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.intake.QuarantineReview;
import io.aurumhub.core.mapping.LocalFields;
import io.aurumhub.core.mapping.Mappings;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Hands changes from the quarantine to the lane again. */
final class PostgresQuarantineReview implements QuarantineReview {

    /** How long a steward waits for the commit of one page. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Quarantine quarantine;
    private final RecordLane lane;
    private final Supplier<Mappings> mappings;
    private final Supplier<Instant> clock;

    PostgresQuarantineReview(
            Quarantine quarantine, RecordLane lane, Supplier<Mappings> mappings, Supplier<Instant> clock) {
        this.quarantine = quarantine;
        this.lane = lane;
        this.mappings = mappings;
        this.clock = clock;
    }

    @Override
    public Outcome release(long number, Map<String, Value> corrections, Provenance cause) {
        var held = quarantine.open(number).orElseThrow(() -> none(number));
        var change = held.change();
        if (!connected(change)) {
            throw new NotPossible(
                    "No sync takes %s records in from %s any more".formatted(change.entity(), change.system()), false);
        }
        return outcome(submit(held, corrections, cause));
    }

    @Override
    public Released releaseAll(@Nullable SystemId system, @Nullable EntityName entity, Provenance cause) {
        return releaseThose(system, entity, change -> true, cause);
    }

    /** As {@link #releaseAll}, but only the changes that are wanted. */
    Released releaseThose(
            @Nullable SystemId system, @Nullable EntityName entity, Predicate<Change> wanted, Provenance cause) {
        long tried = 0;
        long kept = 0;
        long after = 0;
        // Rows that are set aside anew while this goes on are not for this call.
        long last = quarantine.lastNumber();
        List<Quarantine.Held> page;
        do {
            page = quarantine.open(system, entity, after, last);
            var answers = page.stream()
                    .filter(held -> connected(held.change()) && wanted.test(held.change()))
                    .map(held -> submit(held, Map.of(), cause))
                    .toList();
            for (var answer : answers) {
                var outcome = outcome(answer);
                tried++;
                kept += isKept(outcome) ? 1 : 0;
            }
            after = page.isEmpty() ? after : page.getLast().number();
        } while (page.size() == Quarantine.LARGEST_RELEASE);
        return new Released(tried, kept);
    }

    @Override
    public void dismiss(long number, Provenance cause) {
        if (!quarantine.dismiss(number, cause, clock.get())) {
            throw none(number);
        }
    }

    private static boolean isKept(Outcome outcome) {
        return outcome instanceof Outcome.Quarantined
                || outcome instanceof Outcome.Waiting
                || outcome instanceof Outcome.Ambiguous;
    }

    private boolean connected(Change change) {
        return mappings.get().sync(change.system(), change.entity()).isPresent();
    }

    private CompletableFuture<Outcome> submit(Quarantine.Held held, Map<String, Value> corrections, Provenance cause) {
        var came = held.change();
        var change = new Change(
                came.system(),
                came.entity(),
                came.localId(),
                came.kind(),
                came.full(),
                LocalFields.with(came.fields(), corrections),
                came.version(),
                came.changedAt(),
                came.observedAt(),
                came.changeId(),
                cause);
        var answer = new CompletableFuture<Outcome>();
        lane.add(new Task.TakeIn(change, held.number(), answer));
        return answer;
    }

    private static Outcome outcome(CompletableFuture<Outcome> answer) {
        try {
            return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new TransientFault("The hub is too busy; look at the quarantine before you try again", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientFault("Interrupted; look at the quarantine before you try again", e);
        }
    }

    private static NotPossible none(long number) {
        return new NotPossible(
                "There is no change %d in quarantine that can be taken up; pieces of a source are put right there"
                        .formatted(number),
                true);
    }
}
