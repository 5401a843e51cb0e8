package io.aurumhub.adapter.postgres;

import io.aurumhub.core.history.Stewardship.NotPossible;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.intake.QuarantineReview;
import io.aurumhub.core.mapping.LocalFields;
import io.aurumhub.core.mapping.Mappings;
import io.aurumhub.core.record.Decided;
import io.aurumhub.core.record.GoldenRecordCommand.Relink;
import io.aurumhub.core.record.GoldenRecordCommand.Reported;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Hands changes from the quarantine to the lane again. */
final class PostgresQuarantineReview implements QuarantineReview {

    private static final String PLACE = "the quarantine";

    private final Quarantine quarantine;
    private final KeyQuestions questions;
    private final RecordLane lane;
    private final Supplier<Mappings> mappings;
    private final Supplier<Instant> clock;

    PostgresQuarantineReview(
            Quarantine quarantine,
            KeyQuestions questions,
            RecordLane lane,
            Supplier<Mappings> mappings,
            Supplier<Instant> clock) {
        this.questions = questions;
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
        return Patience.await(submit(held, corrections, cause, Task.Certainty.SETTLED), PLACE);
    }

    @Override
    public void same(long number, @Nullable String oldKey, Provenance cause) {
        var held = quarantine.open(number).orElseThrow(() -> none(number));
        var question = questions
                .open(number)
                .orElseThrow(() -> new NotPossible(
                        "Change %d does not wait for a word on its key; release it or dismiss it".formatted(number),
                        false));
        var links = question.oldKeys();
        var old =
                oldKey == null && links.size() == 1 ? links.keySet().iterator().next() : oldKey;
        var link = old == null ? null : links.get(old);
        var change = held.change();
        if (links.isEmpty()) {
            throw new NotPossible(
                    "Change %d has no old key left that it may have had; release it or dismiss it".formatted(number),
                    false);
        }
        if (old == null || link == null) {
            throw new NotPossible(
                    "%s change %d: %s; name one of them as localId"
                            .formatted(
                                    old == null
                                            ? "It is not said which key was the old one of"
                                            : old + " is not one of the keys that may be the old one of",
                                    number,
                                    String.join(", ", links.keySet())),
                    false);
        }
        var reported = new Reported(change.system(), change.entity(), old, null, null, null, null);
        var record = link.record();
        var answer = new CompletableFuture<Decided>();
        lane.add(
                new Task.Decide(record, facts -> new Relink(record, reported, change.localId(), facts, cause), answer));
        if (Patience.await(answer, PLACE).events().isEmpty()) {
            throw new NotPossible(
                    "%s is the key of another record by now; release or dismiss change %d"
                            .formatted(change.localId(), number),
                    false);
        }
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
                    .map(held -> submit(held, Map.of(), cause, Task.Certainty.TOLD))
                    .toList();
            for (var answer : answers) {
                var outcome = Patience.await(answer, PLACE);
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

    private CompletableFuture<Outcome> submit(
            Quarantine.Held held, Map<String, Value> corrections, Provenance cause, Task.Certainty certainty) {
        var came = held.change();
        var change = came.with(LocalFields.with(came.fields(), corrections), cause);
        var answer = new CompletableFuture<Outcome>();
        lane.add(new Task.TakeIn(change, held.number(), null, Twins.NONE, certainty, answer));
        return answer;
    }

    private static NotPossible none(long number) {
        return new NotPossible(
                "There is no change %d in quarantine that can be taken up; pieces of a source are put right there"
                        .formatted(number),
                true);
    }
}
