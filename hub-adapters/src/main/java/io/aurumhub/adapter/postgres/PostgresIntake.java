package io.aurumhub.adapter.postgres;

import io.aurumhub.core.intake.Change;
import io.aurumhub.core.intake.Intake;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.mapping.Mappings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The way in, through the lane. */
final class PostgresIntake implements Intake {

    private final ReportHold hold;
    private final Supplier<Mappings> mappings;

    PostgresIntake(ReportHold hold, Supplier<Mappings> mappings) {
        this.hold = hold;
        this.mappings = mappings;
    }

    @Override
    public CompletableFuture<List<Outcome>> submit(List<Change> changes) {
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
        for (var change : changes) {
            var task = new Task.TakeIn(change, 0, new CompletableFuture<>());
            answers.add(task.answer());
            hold.pass(new LocalKey(change.system(), change.entity(), change.localId()), task);
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(done -> answers.stream().map(CompletableFuture::join).toList());
    }
}
