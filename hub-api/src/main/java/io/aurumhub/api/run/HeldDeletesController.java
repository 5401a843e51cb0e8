package io.aurumhub.api.run;

import io.aurumhub.adapter.postgres.HeldDeletes;
import io.aurumhub.adapter.postgres.HubQueries;
import io.aurumhub.adapter.postgres.StatusView.HeldView;
import io.aurumhub.api.problem.Because;
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

/** Deletes that are held, since too many records have vanished at once. */
@RestController
@RequestMapping("/api/v1")
class HeldDeletesController {

    private final HubQueries queries;
    private final HeldDeletes held;
    private final Definitions definitions;
    private final Runs runs;

    HeldDeletesController(HubQueries queries, HeldDeletes held, Definitions definitions, Runs runs) {
        this.queries = queries;
        this.held = held;
        this.definitions = definitions;
        this.runs = runs;
    }

    @Operation(
            summary = "Deletes that wait for a steward, since too many records have vanished at once",
            description = "One row for each sync that holds any. Approve them with POST"
                    + " /api/v1/syncs/{sync}/deletes/approve, or bring the records back in their system.")
    @GetMapping("/deletes/held")
    List<HeldView> held(@RequestParam @Nullable String system, @RequestParam @Nullable String entity) {
        return queries.status().state().heldDeletes().stream()
                .filter(row -> {
                    var sync = definitions.syncs().get(new SyncId(row.sync()));
                    return (system == null
                                    || (sync != null && sync.system().value().equals(system)))
                            && (entity == null
                                    || (sync != null && sync.entity().value().equals(entity)));
                })
                .toList();
    }

    record Approving(@Nullable String reason) {}

    /**
     * What may pass.
     *
     * @param deletes no more than so many
     * @param run the run that looks again; its row in the log names who approved, and why
     */
    record Approved(long deletes, UUID run) {}

    @Operation(
            summary = "Let held deletes of a sync pass, this once",
            description = "Starts a run that looks again. If more records have vanished by then, they are held anew.")
    @PostMapping("/syncs/{sync}/deletes/approve")
    ResponseEntity<Approved> approve(@PathVariable String sync, @RequestBody Approving wish) {
        var id = new SyncId(sync);
        if (!definitions.syncs().containsKey(id)) {
            var known = definitions.syncs().keySet().stream().map(SyncId::value).toList();
            throw Problem.unknown(ProblemType.NOT_FOUND, "sync", sync, known);
        }
        var deletes = held.approve(id, Because.admin(wish.reason()))
                .orElseThrow(() -> new Problem(
                        ProblemType.NOT_POSSIBLE,
                        "No deletes of %s are held; GET /api/v1/deletes/held shows those that are".formatted(sync)));
        var run = runs.start(id, Runs.Extent.SINCE_POINTER, "admin");
        return ResponseEntity.accepted()
                .location(URI.create("/api/v1/runs/" + run))
                .body(new Approved(deletes, run));
    }
}
