package io.aurumhub.api.status;

import io.aurumhub.adapter.postgres.HubQueries;
import io.aurumhub.adapter.postgres.StatusView;
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
            summary = "Where the hub, each system and each sync stands",
            description = "state is the first of these that holds: in trouble (a system does not answer, or a read or"
                    + " write failed the last time), waiting for a person (toDo says for what, and where it is listed),"
                    + " moving (something is read or delivered, or waits for another record), converged (every copy"
                    + " equals its golden record as mapped, but for those that were skipped). moving also tells whether"
                    + " anything goes on beside what the state says.")
    @GetMapping("/status")
    StatusView status() {
        return queries.status().status();
    }
}
