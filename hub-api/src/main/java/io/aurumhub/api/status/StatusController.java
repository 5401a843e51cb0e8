package io.aurumhub.api.status;

import io.aurumhub.adapter.postgres.HubQueries;
import io.aurumhub.adapter.postgres.StatusQueries.StatusView;
import io.swagger.v3.oas.annotations.Operation;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Where the hub stands. */
@RestController
@RequestMapping("/api/v1")
class StatusController {

    private final HubQueries queries;

    StatusController(HubQueries queries) {
        this.queries = queries;
    }

    @Operation(
            summary = "Where the hub stands",
            description = "converged: every source is read to its end without error, and nothing is due or waiting.")
    @GetMapping("/status")
    StatusView status() {
        return queries.status().status();
    }
}
