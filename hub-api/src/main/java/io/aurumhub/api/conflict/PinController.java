package io.aurumhub.api.conflict;

import io.aurumhub.adapter.postgres.HubQueries;
import io.aurumhub.api.problem.Because;
import io.aurumhub.api.problem.Problem;
import io.aurumhub.api.problem.ProblemType;
import io.aurumhub.api.record.IfMatch;
import io.aurumhub.core.history.Stewardship;
import io.aurumhub.core.mapping.FieldChecks;
import io.aurumhub.core.mapping.Mappings;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Storable;
import io.aurumhub.core.shared.Value;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Golden values that stay, whoever says something else. */
@RestController
@RequestMapping("/api/v1/records/{id}/pins")
class PinController {

    private final HubQueries queries;
    private final Stewardship stewardship;
    private final Supplier<Mappings> mappings;
    private final Clock clock;
    private final IfMatch ifMatch;

    PinController(
            HubQueries queries, Stewardship stewardship, Supplier<Mappings> mappings, Clock clock, IfMatch ifMatch) {
        this.ifMatch = ifMatch;
        this.queries = queries;
        this.stewardship = stewardship;
        this.mappings = mappings;
        this.clock = clock;
    }

    /**
     * What to pin.
     *
     * @param value absent: the value that the field has
     * @param until absent: until it is lifted
     */
    record Pinning(
            @Nullable String field,
            @Nullable Value value,
            @Nullable Instant until,
            @Nullable String reason) {}

    record Lifting(@Nullable String reason) {}

    @Operation(
            summary = "Make a golden value stay, whoever says something else",
            description =
                    "Without value the field keeps the one it has; without until the pin holds until it is lifted.")
    @PostMapping
    ResponseEntity<StewardController.Decided> pin(
            @PathVariable UUID id,
            @RequestBody Pinning wish,
            @RequestHeader(name = IfMatch.HEADER, required = false) @Nullable String match) {
        var record = new GoldenRecordId(id);
        var steward = stewardship.onlyAt(ifMatch.revisions(match, record));
        var field = wish.field();
        if (field == null) {
            throw Because.missing("field");
        }
        var until = wish.until();
        if (until != null && !until.isAfter(clock.instant())) {
            throw new Problem(ProblemType.INVALID_VALUE, "until: " + until + " is over already; name a later time");
        }
        var value = value(record, field, wish.value());
        return StewardController.decided(
                record, steward.pin(record, field, value, until, Because.admin(wish.reason())));
    }

    /** The value as the hub keeps it; what would not be let in from a system is not let in here. */
    private @Nullable Value value(GoldenRecordId record, String field, @Nullable Value value) {
        var view = queries.records()
                .record(record)
                .orElseThrow(() -> new Problem(ProblemType.NOT_FOUND, "There is no golden record " + record));
        var entity = mappings.get().entity(new EntityName(view.entity()));
        if (!entity.fields().containsKey(field)) {
            throw Problem.unknown(
                    ProblemType.UNKNOWN_FIELD, "field", field, entity.fields().keySet());
        }
        if (value == null) {
            return null;
        }
        if (!Storable.isValue(value)) {
            throw new Problem(ProblemType.INVALID_VALUE, "value: " + Storable.NO_VALUE);
        }
        var checks = new FieldChecks(entity);
        var broken = checks.of(Map.of(field, value));
        if (!broken.isEmpty()) {
            throw new Problem(ProblemType.INVALID_VALUE, String.join("; ", broken));
        }
        return checks.canonical(field, value);
    }

    @Operation(summary = "Lift a pin; what systems say from then on counts again")
    @PostMapping("/{field}/lift")
    ResponseEntity<StewardController.Decided> lift(
            @PathVariable UUID id,
            @PathVariable String field,
            @RequestBody Lifting wish,
            @RequestHeader(name = IfMatch.HEADER, required = false) @Nullable String match) {
        var record = new GoldenRecordId(id);
        var steward = stewardship.onlyAt(ifMatch.revisions(match, record));
        return StewardController.decided(record, steward.unpin(record, field, Because.admin(wish.reason())));
    }
}
