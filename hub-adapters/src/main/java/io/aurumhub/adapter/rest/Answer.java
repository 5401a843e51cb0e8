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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A complete answer of the system. It is read by one thread at a time. */
final class Answer {

    /** Codes are read as words: ALREADY_EXISTS, UniqueViolation. */
    private static final Pattern SEAMS = Pattern.compile("[_-]|(?<=\\p{Ll})(?=\\p{Lu})");

    private static final Pattern COLLISION = words("unique(ness)?|duplicat(e|ed|es|ion)|dupe|taken|exists"
            + "|already (been )?(used|registered|assigned|present|there)|in use|conflict(s|ing|ed)?"
            + "|vergeben|vorhanden|eindeutig|doppelt|belegt|existiert (bereits|schon)|(bereits|schon) existiert");

    /** What lacks, and not what is there twice. */
    private static final Pattern LACK = words("no [^.;,:]{1,60} exists|(not|no longer|never|none|nothing|if it) exists"
            + "|(not|never|nicht|kein|keine) (found|taken|in use|vorhanden|vergeben|belegt|gefunden)"
            + "|not exist|(doesn|don|didn)['\u2019]?t exist|must exist|non existent|unknown");

    private static final int MOST_WORDS = 500;
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
    private static final Pattern TITLE = Pattern.compile("(?is)<title[^>]*>([^<]{1,100})");
    private static final Pattern JSON_TYPE = Pattern.compile("(?i)\\s*[^;]*[/+]json\\s*(;.*)?");

    /** What a body turns out to be, whatever its header says. */
    enum Body {
        JSON,
        EMPTY,
        /** For people to look at: of a proxy, a login, a framework. */
        PAGE,
        TEXT,
        /** JSON that was cut, a compression that nobody asked for, and the like. */
        BROKEN
    }

    private final String what;
    private final int status;
    private final HttpHeaders headers;
    private final byte[] body;
    private final Instant arrived;
    /** What the body says, once somebody has asked: lists are long. */
    private Optional<Value> json = Optional.empty();

    private boolean isParsed;

    /**
     * Takes the body as it is, without a copy.
     *
     * @param what the request it answers, for messages: system, method and path, never the query
     * @param arrived our clock when it came
     */
    Answer(String what, int status, HttpHeaders headers, byte[] body, Instant arrived) {
        this.what = what;
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.arrived = arrived;
    }

    String what() {
        return what;
    }

    int status() {
        return status;
    }

    HttpHeaders headers() {
        return headers;
    }

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

    /** A value is held by another record, as far as the status or the words tell. */
    boolean speaksOfCollision() {
        if (status != 400 && status != 409 && status != 422) {
            return false;
        }
        var said = SEAMS.matcher(words()).replaceAll(" ");
        var lack = LACK.matcher(said);
        boolean speaksOfLack = lack.find();
        boolean inWords = COLLISION.matcher(lack.replaceAll(" ")).find();
        return inWords || (status == 409 && !speaksOfLack);
    }

    Optional<Value> json() {
        if (!isParsed) {
            json = Json.read(body);
            isParsed = true;
        }
        return json;
    }

    @Nullable
    String header(String name) {
        return headers.firstValue(name).orElse(null);
    }

    static boolean isJson(@Nullable String contentType) {
        return contentType != null && JSON_TYPE.matcher(contentType).matches();
    }

    Body kind() {
        var text = new String(body, 0, Math.min(body.length, MOST_WORDS), StandardCharsets.UTF_8)
                .replace("\uFEFF", "")
                .strip();
        if (text.isEmpty()) {
            return Body.EMPTY;
        }
        if (text.startsWith("<")) {
            return Body.PAGE;
        }
        if (json().isPresent()) {
            return Body.JSON;
        }
        var type = header("Content-Type");
        boolean plain = type != null && !isJson(type) && header("Content-Encoding") == null;
        return plain ? Body.TEXT : Body.BROKEN;
    }

    /** It says that all is well, in a form that no API has for that; so it may be somebody else who says it. */
    boolean isDoubtful() {
        var kind = kind();
        return kind == Body.PAGE || kind == Body.BROKEN;
    }

    /** A redirect, such as to a login, or what only something in between answers. */
    boolean isOfTheWay() {
        return (status >= 300 && status < 400) || status == 407 || status == 502 || status == 504 || status > 510;
    }

    /** It may be of something in between as well as of the system. */
    boolean mayBeOfTheWay() {
        return isOfTheWay() || (status >= 400 && status < 500 && !ownStatus() && kind() == Body.PAGE);
    }

    /** What only somebody can say who has looked at the record: 409, 413, 422. */
    private boolean ownStatus() {
        return status == 409 || status == 413 || status == 422;
    }

    /** The ETag, if it is strong: a weak one cannot guard a write (RFC 9110, 8.8.3.2). */
    @Nullable
    String strongEtag() {
        var etag = header("ETag");
        return etag == null || etag.startsWith("W/") ? null : etag;
    }

    /** The answer in the system's own words. */
    String words() {
        if (kind() == Body.PAGE) {
            var title = TITLE.matcher(new String(body, StandardCharsets.UTF_8));
            return status + ": a web page"
                    + (title.find() ? " ('" + title.group(1).strip() + "')" : "");
        }
        var text = new String(body, StandardCharsets.UTF_8).strip();
        var some = text.substring(
                0, text.offsetByCodePoints(0, Math.min(text.codePointCount(0, text.length()), MOST_WORDS)));
        return some.isEmpty() ? "status " + status : status + ": " + some;
    }

    /** This answer as a fault of the system as a whole. */
    RuntimeException fault() {
        if (status >= 200 && status < 300) {
            return notOfKind("that is no answer to this request");
        }
        if (status >= 300 && status < 400) {
            return new TransientFault(what + " answered " + redirect(), null, retryAfter());
        }
        boolean later = turnedAway() || status == 408 || status == 425 || status >= 500 || mayBeOfTheWay();
        var said = what + " answered " + words();
        return later ? new TransientFault(said, null, retryAfter()) : new PermanentFault(said, null);
    }

    private static Pattern words(String alternatives) {
        return Pattern.compile("(?<![\\p{L}\\p{N}])(" + alternatives + ")(?![\\p{L}\\p{N}])", Pattern.CASE_INSENSITIVE);
    }

    /** What it says, with what to make of it. */
    String meaning() {
        return what + " answered " + (status >= 300 && status < 400 ? redirect() : words());
    }

    private String redirect() {
        return status + ", a redirect; redirects are not followed: set the final address, unless it leads to a login"
                + " that passes";
    }

    /** It is not the kind of answer that was asked for, so it is not taken for the system's word. */
    TransientFault notOfKind(String complaint) {
        return new TransientFault(
                what + " answered " + status + ", but " + complaint + ": " + kindInWords(), null, retryAfter());
    }

    private String kindInWords() {
        return switch (kind()) {
            case JSON -> "it holds other JSON";
            case EMPTY -> "it is empty";
            case PAGE -> words();
            case TEXT -> "it is plain text";
            case BROKEN -> "it is no JSON, or only a part of it";
        };
    }

    /** A fault about what it holds: the system's own word, and not what the settings let expect. */
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
