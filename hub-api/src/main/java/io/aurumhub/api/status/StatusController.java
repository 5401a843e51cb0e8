package io.aurumhub.api.status;

import io.aurumhub.adapter.postgres.HubQueries;
import io.aurumhub.adapter.postgres.StatusQueries.StatusView;
import io.aurumhub.core.definition.Definitions;
import io.swagger.v3.oas.annotations.Operation;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Where the hub stands, and by which definitions it works. */
@RestController
@RequestMapping("/api/v1")
class StatusController {

    private final HubQueries queries;
    private final DefinitionsView definitions;

    StatusController(HubQueries queries, Definitions definitions) {
        this.queries = queries;
        this.definitions = DefinitionsView.of(definitions);
    }

    @Operation(
            summary = "Where the hub stands",
            description = "converged: every source is read to its end without error, and nothing is due or waiting.")
    @GetMapping("/status")
    StatusView status() {
        return queries.status().status();
    }

    @Operation(summary = "The definitions that the hub works by, without addresses and secrets")
    @GetMapping("/definitions")
    DefinitionsView definitions() {
        return definitions;
    }
}
