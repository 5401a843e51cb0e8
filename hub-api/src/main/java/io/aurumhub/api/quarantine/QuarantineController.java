package io.aurumhub.api.quarantine;

import io.aurumhub.adapter.postgres.HubQueries;
import io.aurumhub.adapter.postgres.Slice;
import io.aurumhub.adapter.postgres.WorkQueries.QuarantineFilter;
import io.aurumhub.adapter.postgres.WorkQueries.QuarantineView;
import io.aurumhub.api.change.OutcomeView;
import io.aurumhub.api.problem.Because;
import io.aurumhub.api.problem.Problem;
import io.aurumhub.api.problem.ProblemType;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.intake.QuarantineReview;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import io.swagger.v3.oas.annotations.Operation;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Shows what did not get in, and takes a steward's decisions on it. */
@RestController
@RequestMapping("/api/v1/quarantine")
class QuarantineController {

    private final HubQueries queries;
    private final QuarantineReview review;
    private final Definitions definitions;

    QuarantineController(HubQueries queries, QuarantineReview review, Definitions definitions) {
        this.queries = queries;
        this.review = review;
        this.definitions = definitions;
    }

    enum State {
        OPEN,
        RELEASED,
        REPLACED,
        DISMISSED
    }

    /**
     * One change to take up again.
     *
     * @param fields local fields, by path, that take the place of what came
     */
    record Releasing(
            @Nullable Map<String, Value> fields, @Nullable String reason) {}

    /** Which changes to take up again; all of them if neither is said. */
    record ReleasingAll(
            @Nullable String system,
            @Nullable String entity,
            @Nullable String reason) {}

    /**
     * Which record it is.
     *
     * @param localId its old key in the same system; may be left out where only one is in question
     */
    record Naming(@Nullable String localId, @Nullable String reason) {}

    record Dismissing(@Nullable String reason) {}

    @Operation(
            summary = "Changes that could not be taken in, kept as they came, newest first",
            description = "waiting: true for those that wait for another record, false for those that are not valid or"
                    + " could not be read. overdue: those that have waited for too long.")
    @GetMapping
    Slice<QuarantineView> list(
            @RequestParam(defaultValue = "open") State state,
            @RequestParam @Nullable String system,
            @RequestParam @Nullable String entity,
            @RequestParam @Nullable Boolean waiting,
            @RequestParam @Nullable Boolean overdue,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam @Nullable String cursor) {
        var name = state.name().toLowerCase(Locale.ROOT);
        var filter = new QuarantineFilter(name, system, entity, waiting, overdue);
        return queries.work().quarantine(filter, new Slice.Wanted(limit, cursor));
    }

    @Operation(summary = "Take one change up again, as it came or with corrected local fields")
    @PostMapping("/{number}/release")
    OutcomeView release(@PathVariable long number, @RequestBody Releasing wish) {
        var corrections = wish.fields() == null ? Map.<String, Value>of() : wish.fields();
        return OutcomeView.of(review.release(number, corrections, Because.admin(wish.reason())), List.of());
    }

    @Operation(
            summary = "Say that a change under a new key is about the record that its system called by an old key",
            description = "The record keeps its history and its rows in the other systems. To say that it is another"
                    + " record, release the change.")
    @PostMapping("/{number}/same")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void same(@PathVariable long number, @RequestBody Naming wish) {
        review.same(number, wish.localId(), Because.admin(wish.reason()));
    }

    @Operation(summary = "Take all changes up again, or all of a system or an entity, in the order they came")
    @PostMapping("/release")
    QuarantineReview.Released releaseAll(@RequestBody ReleasingAll wish) {
        var system = wish.system() == null ? null : new SystemId(wish.system());
        var entity = wish.entity() == null ? null : new EntityName(wish.entity());
        if (system != null && definitions.system(system).isEmpty()) {
            var known =
                    definitions.systems().keySet().stream().map(SystemId::value).toList();
            throw Problem.unknown(ProblemType.UNKNOWN_SYSTEM, "system", system.value(), known);
        }
        if (entity != null && definitions.entity(entity).isEmpty()) {
            var known = definitions.entities().keySet().stream()
                    .map(EntityName::value)
                    .toList();
            throw Problem.unknown(ProblemType.UNKNOWN_ENTITY, "entity", entity.value(), known);
        }
        return review.releaseAll(system, entity, Because.admin(wish.reason()));
    }

    @Operation(summary = "Put a change aside for good; it stays readable")
    @PostMapping("/{number}/dismiss")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void dismiss(@PathVariable long number, @RequestBody Dismissing wish) {
        review.dismiss(number, Because.admin(wish.reason()));
    }
}
