package io.aurumhub.api.delivery;

import io.aurumhub.adapter.postgres.DeliveryQueries.DeliveryCounts;
import io.aurumhub.adapter.postgres.DeliveryQueries.DeliveryFilter;
import io.aurumhub.adapter.postgres.DeliveryQueries.DeliveryState;
import io.aurumhub.adapter.postgres.DeliveryQueries.DeliveryView;
import io.aurumhub.adapter.postgres.HubQueries;
import io.aurumhub.adapter.postgres.Slice;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
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

    /** Where the copies are. */
    record Where(@Nullable String system, @Nullable String entity) {}

    @Operation(
            summary = "Copies that are not what they should be, and what happened so far",
            description = "open (the default) is all but skipped and orphan; due, waiting for another record, retrying"
                    + " after a failure, refused by the system, stuck: retrying or refused, skipped by a steward,"
                    + " orphan: stays there though its golden record is deleted. since and until: when it became so.",
            parameters = {
                @Parameter(name = "system", in = ParameterIn.QUERY),
                @Parameter(name = "entity", in = ParameterIn.QUERY)
            })
    @GetMapping("/deliveries")
    Slice<DeliveryView> deliveries(
            @RequestParam(defaultValue = "open") DeliveryState state,
            @RequestParam @Nullable UUID record,
            @Parameter(hidden = true) @ModelAttribute Where where,
            @RequestParam @Nullable Instant since,
            @RequestParam @Nullable Instant until,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam @Nullable String cursor) {
        var filter = new DeliveryFilter(state, record, where.system(), where.entity(), since, until);
        return queries.deliveries().list(filter, new Slice.Wanted(limit, cursor));
    }

    @Operation(summary = "How many deliveries of each system stand how; systems without any are left out")
    @GetMapping("/deliveries/counts")
    List<DeliveryCounts> counts() {
        return queries.deliveries().counts();
    }
}
