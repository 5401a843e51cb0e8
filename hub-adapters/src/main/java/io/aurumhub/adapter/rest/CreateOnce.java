package io.aurumhub.adapter.rest;

import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.connector.WriteOutcome.Unheard;
import io.aurumhub.core.connector.WriteOutcome.Unknown;
import io.aurumhub.core.connector.WriteOutcome.Written;
import io.aurumhub.core.shared.Value;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Creates. Each is sent with its {@code Idempotency-Key}, for systems that know the header. Nothing guards a second
 * POST elsewhere, so whenever the system may have made the record without telling (the answer was cut off; a gateway
 * gave up, 502 and 504; 202), the outcome is {@link Unknown} or {@link Unheard}, and the record is to be looked for.
 */
final class CreateOnce {

    private final Http http;
    private final Reads reads;
    private final ReadBack readBack;

    CreateOnce(Http http, Reads reads, ReadBack readBack) {
        this.http = http;
        this.reads = reads;
        this.readBack = readBack;
    }

    WriteOutcome create(RestResource at, Write.Create create) {
        var headers = Map.of(
                "Content-Type",
                "application/json",
                "Idempotency-Key",
                URLEncoder.encode(create.idempotencyKey(), StandardCharsets.UTF_8));
        var body = new Value.Nested(Json.with(Map.of(), create.fields()));
        Answer answer;
        try {
            answer = http.send("POST", URI.create(http.baseUrl() + at.path()), headers, body);
        } catch (NoAnswer e) {
            if (!e.sent()) {
                throw e.fault();
            }
            return new Unknown(e.reason());
        }
        reads.noteTag(at, answer);
        if (answer.isOfTheWay() || (answer.status() < 300 && answer.isDoubtful())) {
            return unheard(at, answer, create);
        }
        return switch (answer.status()) {
            case 200, 201, 204 ->
                readBack.created(at, answer, create, idIn(answer).orElse(null));
            case 202 -> new Unknown(answer.meaning());
            case 404, 410 -> throw answer.fault();
            case 409 -> existing(at, create).orElseGet(() -> GuardedWrite.refusal(answer));
            default ->
                answer.status() < 300
                        ? new Unknown(answer.what() + " answered " + answer.status())
                        : GuardedWrite.refusal(answer);
        };
    }

    /**
     * A web page, a redirect or half an answer. The record may have been made all the same; where nobody could look for
     * it, it is not tried without a limit.
     */
    private static WriteOutcome unheard(RestResource at, Answer answer, Write.Create create) {
        var path = at.externalId();
        boolean canBeFound = path != null && create.fields().containsKey(path);
        return canBeFound && answer.status() < 400
                ? new Unheard(answer.meaning(), true)
                : new Unknown(answer.meaning());
    }

    /** The last part of the path in {@code Location}. */
    private static Optional<String> idIn(Answer answer) {
        return Optional.ofNullable(answer.header("Location"))
                .map(location -> location.replaceAll("[?#].*$", "").replaceAll("/+$", ""))
                .map(path -> path.substring(path.lastIndexOf('/') + 1))
                .filter(id -> !id.isEmpty())
                .map(id -> URLDecoder.decode(id.replace("+", "%2B"), StandardCharsets.UTF_8));
    }

    /** The record that stands in the way of this create, if it is ours: it carries our external id. */
    private Optional<WriteOutcome> existing(RestResource at, Write.Create create) {
        var path = at.externalId();
        var id = path == null ? null : create.fields().get(path);
        if (path == null || id == null || id.isNothing()) {
            return Optional.empty();
        }
        var ours = new LinkedHashMap<String, Value>();
        ours.put(path, id);
        var found = reads.find(at, ours).stream()
                .map(LocalRecord::localId)
                .distinct()
                .toList();
        return found.size() == 1
                ? reads.one(at, found.getFirst()).map(seen -> new Written(seen.record()))
                : Optional.empty();
    }
}
