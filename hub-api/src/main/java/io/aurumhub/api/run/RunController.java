package io.aurumhub.api.run;

import io.aurumhub.adapter.postgres.HubQueries;
import io.aurumhub.adapter.postgres.Slice;
import io.aurumhub.adapter.postgres.WorkQueries.RunView;
import io.aurumhub.api.problem.Problem;
import io.aurumhub.api.problem.ProblemType;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.run.Runs;
import io.aurumhub.core.shared.SyncId;
import io.swagger.v3.oas.annotations.Operation;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Runs of syncs: to look at and to start. */
@RestController
@RequestMapping("/api/v1")
class RunController {

    private final HubQueries queries;
    private final Definitions definitions;
    private final Runs runs;

    RunController(HubQueries queries, Definitions definitions, Runs runs) {
        this.queries = queries;
        this.definitions = definitions;
        this.runs = runs;
    }

    /** How far back to read. */
    enum Extent {
        full(Runs.Extent.FULL),
        sincePointer(Runs.Extent.SINCE_POINTER);

        private final Runs.Extent meant;

        Extent(Runs.Extent meant) {
            this.meant = meant;
        }
    }

    record Starting(@Nullable Extent extent) {}

    record Started(UUID run) {}

    @Operation(summary = "Runs, newest first")
    @GetMapping("/runs")
    Slice<RunView> runs(
            @RequestParam @Nullable String sync,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam @Nullable String cursor) {
        return queries.work().runs(sync, new Slice.Wanted(limit, cursor));
    }

    @Operation(summary = "One run; ask again to see how it goes on")
    @GetMapping("/runs/{id}")
    RunView run(@PathVariable UUID id) {
        return queries.work().run(id).orElseThrow(() -> Problem.notFound("There is no run " + id));
    }

    @Operation(
            summary = "Start a run now",
            description =
                    "Reads what changed since the last run, or everything with extent full. Joins the run that is "
                            + "under way, if there is one.")
    @PostMapping("/syncs/{sync}/runs")
    ResponseEntity<Started> start(@PathVariable String sync, @RequestBody(required = false) @Nullable Starting wish) {
        var definition = definitions.syncs().get(new SyncId(sync));
        if (definition == null) {
            List<String> known =
                    definitions.syncs().keySet().stream().map(SyncId::value).toList();
            var unknown = Problem.unknown(ProblemType.NOT_FOUND, "sync", sync, known);
            throw unknown;
        }
        if (!definition.direction().in()) {
            throw new Problem(
                    ProblemType.NOT_POSSIBLE, "Sync %s only writes; there is nothing to read".formatted(sync));
        }
        var extent = wish == null || wish.extent() == null ? Extent.sincePointer : wish.extent();
        var run = runs.start(definition.id(), extent.meant, "admin");
        return ResponseEntity.accepted()
                .location(URI.create("/api/v1/runs/" + run))
                .body(new Started(run));
    }
}
