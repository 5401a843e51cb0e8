package io.aurumhub.api.change;

import io.aurumhub.api.problem.Problem;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.intake.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Changes that are submitted together. One that cannot be understood is answered for itself; its neighbours pass. */
final class ChangeBatch {

    private final Definitions definitions;
    private final List<Change> understood = new ArrayList<>();
    /** One per item; empty stands for the next understood change. */
    private final List<Optional<Problem>> rejected = new ArrayList<>();

    ChangeBatch(Definitions definitions) {
        this.definitions = definitions;
    }

    void add(Supplier<Change> change) {
        try {
            understood.add(change.get());
            rejected.add(Optional.empty());
        } catch (Problem problem) {
            rejected.add(Optional.of(problem));
        }
    }

    int size() {
        return rejected.size();
    }

    /** One outcome for each that was added, in the same order. */
    List<OutcomeView> submitTo(CommittedIntake intake) {
        var outcomes = (understood.isEmpty() ? List.<Outcome>of() : intake.submit(understood)).iterator();
        var changes = understood.iterator();
        return rejected.stream()
                .map(problem -> problem.map(OutcomeView::rejected)
                        .orElseGet(
                                () -> OutcomeView.of(outcomes.next(), IgnoredFields.of(changes.next(), definitions))))
                .toList();
    }
}
