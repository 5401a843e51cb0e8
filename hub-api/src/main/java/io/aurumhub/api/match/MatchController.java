package io.aurumhub.api.match;

import io.aurumhub.adapter.postgres.MatchQueries;
import io.aurumhub.adapter.postgres.MatchQueries.MatchView;
import io.aurumhub.adapter.postgres.Slice;
import io.aurumhub.api.change.OutcomeView;
import io.aurumhub.api.problem.Because;
import io.aurumhub.api.problem.Problem;
import io.aurumhub.api.problem.ProblemType;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.intake.MatchReview;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.SystemId;
import io.swagger.v3.oas.annotations.Operation;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows which local records share a match key that is none, and takes a steward's word on each. */
@RestController
@RequestMapping("/api/v1/matches")
class MatchController {

    private final MatchQueries matches;
    private final MatchReview review;
    private final Definitions definitions;

    MatchController(MatchQueries matches, MatchReview review, Definitions definitions) {
        this.matches = matches;
        this.review = review;
        this.definitions = definitions;
    }

    /** Open ones wait for a steward; closed ones were settled or withdrawn. */
    enum State {
        OPEN,
        CLOSED
    }

    /** The golden record that it is, and why. */
    record Linking(@Nullable UUID record, @Nullable String reason) {}

    record Separating(@Nullable String reason) {}

    @Operation(summary = "Local records whose match keys do not tell which golden record they are, newest first")
    @GetMapping
    Slice<MatchView> list(
            @RequestParam @Nullable State state,
            @RequestParam @Nullable String system,
            @RequestParam @Nullable String entity,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam @Nullable String cursor) {
        var open = state == null ? null : state == State.OPEN;
        if (system != null && definitions.system(new SystemId(system)).isEmpty()) {
            var known =
                    definitions.systems().keySet().stream().map(SystemId::value).toList();
            throw Problem.unknown(ProblemType.UNKNOWN_SYSTEM, "system", system, known);
        }
        if (entity != null && definitions.entity(new EntityName(entity)).isEmpty()) {
            var known = definitions.entities().keySet().stream()
                    .map(EntityName::value)
                    .toList();
            throw Problem.unknown(ProblemType.UNKNOWN_ENTITY, "entity", entity, known);
        }
        return matches.list(new MatchQueries.Filter(open, system, entity), new Slice.Wanted(limit, cursor));
    }

    @Operation(summary = "It is this golden record: link it, and take in what its system said last")
    @PostMapping("/{number}/link")
    OutcomeView link(@PathVariable long number, @RequestBody Linking wish) {
        if (wish.record() == null) {
            throw Because.missing("record");
        }
        var record = new GoldenRecordId(wish.record());
        return OutcomeView.of(review.link(number, record, Because.admin(wish.reason())), List.of());
    }

    @Operation(summary = "It is not the same as any candidate: make it a golden record of its own")
    @PostMapping("/{number}/separate")
    OutcomeView separate(@PathVariable long number, @RequestBody Separating wish) {
        return OutcomeView.of(review.separate(number, Because.admin(wish.reason())), List.of());
    }
}
