package io.aurumhub.api.change;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.aurumhub.api.problem.Problem;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.shared.GoldenRecordId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ProblemDetail;

/**
 * What became of a posted change. Members that say nothing for an outcome are left out.
 *
 * @param outcome accepted, unchanged, nothing, duplicate, stale, readAgain, quarantined, waiting, ambiguous; or
 *     rejected for an item of a list that was not taken in at all, with its {@code problem}
 * @param number the place in quarantine, or among the matches that wait for a steward
 * @param waitsFor the record it refers to, as system/entity/local id
 * @param ignored the fields that no map reads, with what was perhaps meant; left out if there are none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OutcomeView(
        String outcome,
        @Nullable GoldenRecordId record,
        @Nullable Long revision,
        @Nullable Boolean created,
        @Nullable Long number,
        @Nullable List<String> reasons,
        @Nullable String waitsFor,
        @Nullable List<String> ignored,
        @Nullable ProblemDetail problem) {

    public static OutcomeView of(Outcome outcome, List<String> ignoredFields) {
        var ignored = ignoredFields.isEmpty() ? null : ignoredFields;
        return switch (outcome) {
            case Outcome.Accepted(var record, var revision, var created) ->
                about("accepted", record, revision, created, ignored);
            case Outcome.Unchanged(var record) -> about("unchanged", record, null, null, ignored);
            case Outcome.Nothing() -> about("nothing", null, null, null, ignored);
            case Outcome.Duplicate(var record, var revision) -> about("duplicate", record, revision, null, ignored);
            case Outcome.Stale(var record, var revision) -> about("stale", record, revision, null, ignored);
            case Outcome.ReadAgain(var record) -> about("readAgain", record, null, null, ignored);
            case Outcome.Quarantined(var number, var reasons) ->
                new OutcomeView("quarantined", null, null, null, number, reasons, null, ignored, null);
            case Outcome.Waiting(var number, var waitsFor) ->
                new OutcomeView("waiting", null, null, null, number, null, waitsFor, ignored, null);
            case Outcome.Ambiguous(var number, var candidates) ->
                new OutcomeView("ambiguous", null, null, null, number, null, null, ignored, null);
        };
    }

    static OutcomeView rejected(Problem problem) {
        return new OutcomeView("rejected", null, null, null, null, null, null, null, problem.getBody());
    }

    boolean isRejected() {
        return problem != null;
    }

    /** The id of its change is known from now on. */
    boolean isInHistory() {
        return outcome.equals("accepted") || outcome.equals("stale") || outcome.equals("duplicate");
    }

    private static OutcomeView about(
            String outcome,
            @Nullable GoldenRecordId record,
            @Nullable Long revision,
            @Nullable Boolean created,
            @Nullable List<String> ignored) {
        return new OutcomeView(outcome, record, revision, created, null, null, null, ignored, null);
    }
}
