package io.aurumhub.adapter.rest;

import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.shared.Value;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A complete answer of the system.
 *
 * @param what the request it answers, for messages: system, method and path, never the query
 * @param arrived our clock when it came
 */
@SuppressWarnings("ArrayRecordComponent") // answers are never compared
record Answer(String what, int status, HttpHeaders headers, byte[] body, Instant arrived) {

    private static final int MOST_WORDS = 500;
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    boolean ok() {
        return status == 200 || status == 201;
    }

    /** There is no such record, or no more. */
    boolean gone() {
        return status == 404 || knownToBeGone();
    }

    /** There was such a record. */
    boolean knownToBeGone() {
        return status == 410;
    }

    /** The system did not even try; it may when asked later. */
    boolean turnedAway() {
        return status == 429 || status == 503;
    }

    Optional<Value> json() {
        return Json.read(body);
    }

    @Nullable
    String header(String name) {
        return headers.firstValue(name).orElse(null);
    }

    /** The ETag, if it is strong: a weak one cannot guard a write (RFC 9110, 8.8.3.2). */
    @Nullable
    String strongEtag() {
        var etag = header("ETag");
        return etag == null || etag.startsWith("W/") ? null : etag;
    }

    /** The answer in the system's own words. */
    String words() {
        var text = new String(body, StandardCharsets.UTF_8).strip();
        var some = text.substring(
                0, text.offsetByCodePoints(0, Math.min(text.codePointCount(0, text.length()), MOST_WORDS)));
        return some.isEmpty() ? "status " + status : status + ": " + some;
    }

    /** This answer as a fault of the system as a whole. */
    RuntimeException fault() {
        boolean later = turnedAway() || status == 408 || status == 425 || status >= 500;
        if (later) {
            return new TransientFault(what + " answered " + words(), null, retryAfter());
        }
        if (status >= 300 && status < 400) {
            return new PermanentFault(
                    what + " answered " + status + ", a redirect; redirects are not followed: set the final address",
                    null);
        }
        return new PermanentFault(what + " answered " + words(), null);
    }

    /** A fault about what it holds. */
    PermanentFault senseless(String complaint) {
        return new PermanentFault(what + " answered " + status + ", but " + complaint, null);
    }

    private @Nullable Duration retryAfter() {
        var text = header("Retry-After");
        if (text == null) {
            return null;
        }
        Duration pause;
        if (text.strip().matches("\\d{1,9}")) {
            pause = Duration.ofSeconds(Long.parseLong(text.strip()));
        } else {
            var until = httpDate(text);
            if (until.isEmpty()) {
                return null;
            }
            pause = Duration.between(clock(), until.get());
        }
        if (pause.isNegative()) {
            return Duration.ZERO;
        }
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    /** The system's clock when it answered; ours where it does not say. */
    Instant clock() {
        return Optional.ofNullable(header("Date")).flatMap(Answer::httpDate).orElse(arrived);
    }

    private static Optional<Instant> httpDate(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
