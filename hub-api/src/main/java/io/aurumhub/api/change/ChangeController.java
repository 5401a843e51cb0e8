package io.aurumhub.api.change;

import io.aurumhub.api.problem.Problem;
import io.aurumhub.api.problem.ProblemType;
import io.aurumhub.api.problem.Trace;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.intake.Intake;
import io.aurumhub.core.shared.Provenance;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/** Takes changes in. A 2xx means that the outcome is committed, be it an event or a place in quarantine. */
@RestController
@RequestMapping("/api/v1/changes")
class ChangeController {

    static final int LARGEST_BODY_BYTES = 5_000_000;

    private final CommittedIntake intake;
    private final Definitions definitions;
    private final JsonMapper json;
    private final KeyedRequests keyed;

    ChangeController(CommittedIntake intake, Definitions definitions, JsonMapper json, KeyedRequests keyed) {
        this.keyed = keyed;
        this.intake = intake;
        this.definitions = definitions;
        this.json = json;
    }

    /** Several changes; at most as many as the intake takes at once. */
    record ChangeList(List<ChangeRequest> changes) {}

    /** One outcome per change, in the same order. */
    record OutcomeList(List<OutcomeView> outcomes) {}

    @Operation(
            summary = "Take one change in, or a list of up to 1,000",
            description = "A list is answered with 200, or with 207 if some of its items were rejected. The same body"
                    + " again under the same Idempotency-Key has no further effect, another one is refused with 422.",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(oneOf = {ChangeRequest.class, ChangeList.class}))))
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE, produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<?> post(
            InputStream body, @RequestHeader(name = KeyedRequests.HEADER, required = false) @Nullable String given)
            throws IOException {
        var key = KeyedRequests.checked(given);
        var bytes = body.readNBytes(LARGEST_BODY_BYTES + 1);
        if (bytes.length > LARGEST_BODY_BYTES) {
            throw new Problem(
                    ProblemType.TOO_LARGE,
                    "Send at most %d bytes, or a stream of lines as application/x-ndjson"
                            .formatted(LARGEST_BODY_BYTES));
        }
        if (bytes.length == 0) {
            throw new Problem(
                    ProblemType.BAD_REQUEST,
                    "The body is missing: send a change, an object with system, entity, localId and fields, or a list"
                            + " of them as {\"changes\": [...]}");
        }
        var request = keyed.request(key, bytes);
        var id = request == null ? null : request.changeId();
        if (isList(bytes)) {
            var batch = batch(json.readValue(bytes, ChangeList.class).changes(), id);
            return keyed.answer(request, () -> answer(batch));
        }
        var change = understood(json.readValue(bytes, ChangeRequest.class)).toChange(definitions, cause(), id);
        return keyed.answer(request, () -> answer(change));
    }

    private ResponseEntity<OutcomeView> answer(Change change) {
        return ResponseEntity.ok(
                OutcomeView.of(intake.submit(List.of(change)).getFirst(), IgnoredFields.of(change, definitions)));
    }

    @Operation(
            summary = "Take a stream of changes in, one JSON object per line",
            description = "Answers one outcome per line, in order, while the stream is still being sent.")
    @PostMapping(consumes = MediaType.APPLICATION_NDJSON_VALUE, produces = MediaType.APPLICATION_NDJSON_VALUE)
    void stream(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getHeader(KeyedRequests.HEADER) != null) {
            throw new Problem(
                    ProblemType.BAD_REQUEST,
                    KeyedRequests.HEADER + " is not for a stream, which is answered before it ends; give each line a"
                            + " changeId");
        }
        response.setContentType(MediaType.APPLICATION_NDJSON_VALUE);
        new ChangeStream(intake, definitions, json, cause()).run(request.getInputStream(), response);
    }

    /** Under a key, each change without an id of its own has that of the request and its place. */
    private ChangeBatch batch(@Nullable List<ChangeRequest> changes, @Nullable String idOfRequest) {
        if (changes == null) {
            throw new Problem(ProblemType.MISSING_VALUE, "changes is missing");
        }
        if (changes.size() > Intake.LARGEST_SUBMISSION) {
            throw new Problem(
                    ProblemType.TOO_LARGE,
                    "A list may hold %d changes, this one has %d; send application/x-ndjson for more"
                            .formatted(Intake.LARGEST_SUBMISSION, changes.size()));
        }
        var batch = new ChangeBatch(definitions);
        for (var change : changes) {
            var id = idOfRequest == null ? null : idOfRequest + "#" + batch.size();
            batch.add(() -> understood(change).toChange(definitions, cause(), id));
        }
        return batch;
    }

    private ResponseEntity<OutcomeList> answer(ChangeBatch batch) {
        var outcomes = batch.submitTo(intake);
        var anyRejected = outcomes.stream().anyMatch(OutcomeView::isRejected);
        return ResponseEntity.status(anyRejected ? HttpStatus.MULTI_STATUS : HttpStatus.OK)
                .body(new OutcomeList(outcomes));
    }

    static ChangeRequest understood(@Nullable ChangeRequest change) {
        if (change == null) {
            throw new Problem(ProblemType.INVALID_VALUE, "null is not a change");
        }
        return change;
    }

    private static Provenance cause() {
        return new Provenance("api", null, null, Trace.current());
    }

    /** Whether the outermost object has a property {@code changes}; it need not be the first one. */
    private boolean isList(byte[] bytes) {
        try (var parser = json.createParser(bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                if (parser.currentName().equals("changes")) {
                    return true;
                }
                parser.nextToken();
                parser.skipChildren();
            }
            return false;
        }
    }
}
