package io.aurumhub.api.conflict;

import io.aurumhub.adapter.postgres.HubQueries;
import io.aurumhub.adapter.postgres.Slice;
import io.aurumhub.adapter.postgres.WorkQueries.ConflictFilter;
import io.aurumhub.adapter.postgres.WorkQueries.ConflictView;
import io.aurumhub.api.problem.Because;
import io.aurumhub.api.record.IfMatch;
import io.aurumhub.core.history.Stewardship;
import io.aurumhub.core.shared.GoldenRecordId;
import io.swagger.v3.oas.annotations.Operation;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What a steward sees and decides. Every decision needs a reason; it stays in the history. */
@RestController
@RequestMapping("/api/v1")
class StewardController {

    private final HubQueries queries;
    private final Stewardship stewardship;

    private final IfMatch ifMatch;

    StewardController(HubQueries queries, Stewardship stewardship, IfMatch ifMatch) {
        this.ifMatch = ifMatch;
        this.queries = queries;
        this.stewardship = stewardship;
    }

    /** The states of a conflict are told on the page {@code /docs/conflicts}. */
    enum ConflictState {
        OPEN,
        DECIDED,
        OVERTURNED,
        UPHELD,
        AGREED,
        SUPERSEDED
    }

    record Overturning(@Nullable String reason) {}

    record Upholding(@Nullable String reason) {}

    record RollingBack(@Nullable Long revision, @Nullable String reason) {}

    /** The revision that the decision made. */
    record Decided(GoldenRecordId record, long revision) {}

    @Operation(summary = "Conflicts, newest first")
    @GetMapping("/conflicts")
    Slice<ConflictView> conflicts(
            @RequestParam @Nullable ConflictState state,
            @RequestParam @Nullable String entity,
            @RequestParam @Nullable String system,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam @Nullable String cursor) {
        var wanted = state == null ? null : state.name().toLowerCase(Locale.ROOT);
        return queries.work()
                .conflicts(new ConflictFilter(null, wanted, entity, system), new Slice.Wanted(limit, cursor));
    }

    @Operation(summary = "Let the losing value of a conflict win; it is delivered like any change")
    @PostMapping("/conflicts/{record}/{revision}/{field}/overturn")
    ResponseEntity<Decided> overturn(
            @PathVariable UUID record,
            @PathVariable long revision,
            @PathVariable String field,
            @RequestBody Overturning wish,
            @RequestHeader(name = IfMatch.HEADER, required = false) @Nullable String match) {
        var id = new GoldenRecordId(record);
        var steward = stewardship.onlyAt(ifMatch.revisions(match, id));
        return decided(id, steward.overturn(id, revision, field, Because.admin(wish.reason())));
    }

    @Operation(
            summary = "Let the golden value of a conflict stand that waits for a steward; the other copy is brought to"
                    + " it")
    @PostMapping("/conflicts/{record}/{revision}/{field}/uphold")
    ResponseEntity<Decided> uphold(
            @PathVariable UUID record,
            @PathVariable long revision,
            @PathVariable String field,
            @RequestBody Upholding wish,
            @RequestHeader(name = IfMatch.HEADER, required = false) @Nullable String match) {
        var id = new GoldenRecordId(record);
        var steward = stewardship.onlyAt(ifMatch.revisions(match, id));
        return decided(id, steward.uphold(id, revision, field, Because.admin(wish.reason())));
    }

    @Operation(summary = "Bring a record's fields back to an earlier revision, by a new event")
    @PostMapping("/records/{id}/rollback")
    ResponseEntity<Decided> rollBack(
            @PathVariable UUID id,
            @RequestBody RollingBack wish,
            @RequestHeader(name = IfMatch.HEADER, required = false) @Nullable String match) {
        var record = new GoldenRecordId(id);
        var steward = stewardship.onlyAt(ifMatch.revisions(match, record));
        if (wish.revision() == null) {
            throw Because.missing("revision");
        }
        return decided(record, steward.rollBack(record, wish.revision(), Because.admin(wish.reason())));
    }

    /** With the record's new ETag. */
    static ResponseEntity<Decided> decided(GoldenRecordId record, long revision) {
        return ResponseEntity.ok().eTag(Long.toString(revision)).body(new Decided(record, revision));
    }
}
