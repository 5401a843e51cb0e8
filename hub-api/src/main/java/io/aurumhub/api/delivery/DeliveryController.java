package io.aurumhub.api.delivery;

import io.aurumhub.adapter.postgres.HubQueries;
import io.aurumhub.adapter.postgres.Slice;
import io.aurumhub.adapter.postgres.WorkQueries.DeliveryState;
import io.aurumhub.adapter.postgres.WorkQueries.DeliveryView;
import io.swagger.v3.oas.annotations.Operation;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What is on its way out. */
@RestController
@RequestMapping("/api/v1")
class DeliveryController {

    private final HubQueries queries;

    DeliveryController(HubQueries queries) {
        this.queries = queries;
    }

    @Operation(summary = "Deliveries that are due, retrying or refused; all of these if no state is said")
    @GetMapping("/deliveries")
    Slice<DeliveryView> deliveries(
            @RequestParam(defaultValue = "open") DeliveryState state,
            @RequestParam @Nullable String system,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam @Nullable String cursor) {
        return queries.work().deliveries(state, system, new Slice.Wanted(limit, cursor));
    }
}
