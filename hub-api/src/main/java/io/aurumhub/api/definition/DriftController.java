package io.aurumhub.api.definition;

import io.aurumhub.adapter.postgres.DriftLog;
import io.aurumhub.adapter.postgres.DriftLog.DriftView;
import io.aurumhub.adapter.postgres.Slice;
import io.aurumhub.api.problem.Because;
import io.aurumhub.api.problem.Problem;
import io.aurumhub.api.problem.ProblemType;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.shared.SyncId;
import io.swagger.v3.oas.annotations.Operation;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Where the records of systems are not of the form that the maps know. */
@RestController
@RequestMapping("/api/v1")
class DriftController {

    private final DriftLog log;
    private final Definitions definitions;

    DriftController(DriftLog log, Definitions definitions) {
        this.log = log;
        this.definitions = definitions;
    }

    record Accepting(@Nullable String reason) {}

    /** How many differences were accepted. */
    record Accepted(int accepted) {}

    @Operation(summary = "Fields that no map knows, that vanished, or that changed their type, with counts")
    @GetMapping("/drift")
    Slice<DriftView> drift(
            @RequestParam @Nullable String sync,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam @Nullable String cursor) {
        return log.list(sync, new Slice.Wanted(limit, cursor));
    }

    @Operation(summary = "Accept the new form of a sync's records; a sync that holds goes on")
    @PostMapping("/syncs/{sync}/drift/accept")
    Accepted accept(@PathVariable String sync, @RequestBody Accepting wish) {
        var id = new SyncId(sync);
        if (!definitions.syncs().containsKey(id)) {
            var known = definitions.syncs().keySet().stream().map(SyncId::value).toList();
            throw Problem.unknown(ProblemType.NOT_FOUND, "sync", sync, known);
        }
        return new Accepted(log.accept(id, Because.admin(wish.reason())));
    }
}
