package io.aurumhub.api.record;

import io.aurumhub.adapter.postgres.HubQueries;
import io.aurumhub.adapter.postgres.RecordQueries.RecordSummary;
import io.aurumhub.adapter.postgres.RecordQueries.RecordView;
import io.aurumhub.adapter.postgres.Slice;
import io.aurumhub.adapter.postgres.WorkQueries.ConflictFilter;
import io.aurumhub.adapter.postgres.WorkQueries.ConflictView;
import io.aurumhub.api.problem.Problem;
import io.aurumhub.api.problem.ProblemType;
import io.aurumhub.api.security.Caller;
import io.aurumhub.core.history.HistoryEntry;
import io.aurumhub.core.history.RecordHistory;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.SystemId;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Golden records to read. */
@RestController
@RequestMapping("/api/v1")
class RecordController {

    /** What the search itself takes. */
    private static final List<String> NO_FIELDS = List.of("entity", "q", "in", "limit", "cursor");

    private final HubQueries queries;
    private final RecordHistory history;
    private final RecordSearch search;
    private final Explainer explainer;

    RecordController(HubQueries queries, RecordHistory history, RecordSearch search, Explainer explainer) {
        this.explainer = explainer;
        this.queries = queries;
        this.history = history;
        this.search = search;
    }

    @Operation(
            summary = "Search the records of an entity",
            description =
                    "q finds the beginnings of words in any field, whatever the case and the accents: mül, mul and"
                        + " muel all find Müller. What was changed a moment ago is found by it within about a second."
                        + " Every further parameter is the name of a golden field and the value it must have, to the"
                        + " letter, such as email=ann@example.com. All that is given must hold. Searching by a"
                        + " sensitive field needs the admin token.")
    @GetMapping(path = "/records", produces = MediaType.APPLICATION_JSON_VALUE)
    Slice<RecordSummary> search(
            @RequestParam String entity,
            @RequestParam(defaultValue = "")
                    @Parameter(
                            description = "Words of which each must begin a word in one of the record's fields, without"
                                    + " regard to case and accents; at most 200 characters",
                            example = "mül berl")
                    String q,
            @RequestParam(defaultValue = "")
                    @Parameter(description = "The golden fields in which q is looked for; all, if none is given")
                    List<String> in,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String cursor,
            @Parameter(hidden = true) @RequestParam Map<String, String> parameters) {
        var fields = new HashMap<>(parameters);
        NO_FIELDS.forEach(fields::remove);
        return search.find(new EntityName(entity), fields, q, in, new Slice.Wanted(limit, cursor), Caller.current());
    }

    @Operation(
            summary = "One record, as it is or as it was",
            description = "With revision or at: the golden fields as they were then. Else the present record with the "
                    + "origin of each field and every system's copy; its ETag is the revision.")
    @ApiResponse(
            responseCode = "200",
            headers = @Header(name = "ETag", description = "The revision, for If-Match of what a steward decides"))
    @GetMapping(path = "/records/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<?> record(
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable Long revision,
            @RequestParam(required = false) @Nullable Instant at) {
        var record = new GoldenRecordId(id);
        if (revision != null && at != null) {
            throw new Problem(ProblemType.BAD_REQUEST, "Ask for a revision or for a moment, not for both");
        }
        if (revision != null) {
            return ResponseEntity.ok(history.asOf(record, revision)
                    .orElseThrow(
                            () -> Problem.notFound("There is no revision %d of record %s".formatted(revision, id))));
        }
        if (at != null) {
            return ResponseEntity.ok(history.asOf(record, at)
                    .orElseThrow(() -> Problem.notFound("There was no record %s at %s".formatted(id, at))));
        }
        return present(record);
    }

    @Operation(
            summary = "Why each field of a record holds what it holds",
            description =
                    "For each field the value, whose it is, since when, by which change and which rule, what lost,"
                            + " and which copies hold something else and why.")
    @GetMapping("/records/{id}/explain")
    Explanation explain(@PathVariable UUID id) {
        var record = new GoldenRecordId(id);
        return explainer.explain(record).orElseThrow(() -> unknown(record));
    }

    @Operation(summary = "What happened to a record, oldest first")
    @GetMapping("/records/{id}/history")
    Slice<HistoryEntry> history(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "1") long from,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam @Nullable String cursor) {
        var wanted = new Slice.Wanted(limit, null);
        var first = cursor == null ? from : revision(cursor);
        var entries = history.of(new GoldenRecordId(id), first, wanted.limit());
        if (entries.isEmpty() && first <= 1) {
            throw unknown(new GoldenRecordId(id));
        }
        var full = entries.size() == wanted.limit();
        return new Slice<>(entries, full ? Long.toString(entries.getLast().revision() + 1) : null);
    }

    @Operation(summary = "The conflicts of a record, newest first")
    @GetMapping("/records/{id}/conflicts")
    Slice<ConflictView> conflicts(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam @Nullable String cursor) {
        return queries.work().conflicts(ConflictFilter.of(id), new Slice.Wanted(limit, cursor));
    }

    @Operation(
            summary = "The record that a system's own key belongs to",
            description = "Percent-encode the key as one step of a path: a/b is a%2Fb. Its ETag is the revision.")
    @GetMapping("/systems/{system}/{entity}/{*localId}")
    ResponseEntity<RecordView> linked(
            @PathVariable String system, @PathVariable String entity, @PathVariable String localId) {
        return byKey(system, entity, localId.substring(1));
    }

    @Operation(
            summary = "The record that a system's own key belongs to, whatever characters that has",
            description = "For keys that no path can carry through every program in between, such as .. or a//b.")
    @GetMapping("/systems/{system}/{entity}")
    ResponseEntity<RecordView> linkedWith(
            @PathVariable String system, @PathVariable String entity, @RequestParam String localId) {
        return byKey(system, entity, localId);
    }

    private ResponseEntity<RecordView> byKey(String system, String entity, String key) {
        return present(queries.records()
                .linked(new SystemId(system), new EntityName(entity), key)
                .orElseThrow(
                        () -> Problem.notFound("No record is linked with %s %s '%s'".formatted(system, entity, key))));
    }

    private ResponseEntity<RecordView> present(GoldenRecordId id) {
        var record = queries.records().record(id).orElseThrow(() -> unknown(id));
        return ResponseEntity.ok().eTag(Long.toString(record.revision())).body(record);
    }

    private static long revision(String cursor) {
        try {
            return Long.parseLong(cursor);
        } catch (NumberFormatException e) {
            throw new Problem(
                    ProblemType.INVALID_VALUE, "cursor '%s' is not one this hub gave out".formatted(cursor), e);
        }
    }

    private static Problem unknown(GoldenRecordId id) {
        return Problem.notFound("There is no record " + id);
    }
}
