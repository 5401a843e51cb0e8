package io.aurumhub.adapter.rest;

import io.aurumhub.adapter.rest.Reads.Seen;
import io.aurumhub.core.connector.Guard;
import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.connector.WriteOutcome.Failed;
import io.aurumhub.core.connector.WriteOutcome.Overtaken;
import io.aurumhub.core.connector.WriteOutcome.Refused;
import io.aurumhub.core.connector.WriteOutcome.Written;
import io.aurumhub.core.shared.Value;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Updates and deletes that overwrite nothing unseen.
 *
 * <p>The usual way: read the record, compare the version and the expected fields, write with {@code If-Match} and the
 * ETag that the read gave. A record edited in between answers 412; it is then read and compared again. Where the
 * resource has a version field, and the system has shown that its ETag is built from it, a write that names the version
 * goes out with {@code If-Match} at once.
 *
 * <p>A system without (strong) ETags is read and compared too, but between that read and the write (one round trip) an
 * edit of a changed field would be overwritten unseen (with {@code update: put}, of any field): nothing that such an
 * API offers can close this window. It is measured, and what an edit after the write has left there is noticed when the
 * record is read back.
 *
 * <p>When an answer does not come, the outcome is {@link Failed} although the write may have happened: a repetition is
 * harmless. Had it happened, the guard holds the repetition back and shows the present values, which are the wanted
 * ones.
 */
final class GuardedWrite {

    private static final int MOST_TRIES = 3;

    private final Http http;
    private final Reads reads;
    private final ReadBack readBack;
    private final Map<RestResource, OpenTimes> unguarded = new ConcurrentHashMap<>();
    /** Resources that gave ETags to guard with. */
    private final Set<RestResource> matching = ConcurrentHashMap.newKeySet();
    /** Resources whose ETags were seen to be built from the version field. */
    private final Set<RestResource> versionIsEtag = ConcurrentHashMap.newKeySet();

    GuardedWrite(Http http, Reads reads, ReadBack readBack) {
        this.http = http;
        this.reads = reads;
        this.readBack = readBack;
    }

    /** As the writes so far have shown it; one without a guard is enough to be best effort. */
    Guard guard(RestResource at) {
        var open = unguarded.get(at);
        if (open != null && open.any()) {
            return new Guard.BestEffort(open.window());
        }
        return matching.contains(at) ? new Guard.IfMatch() : new Guard.NotKnown();
    }

    WriteOutcome update(RestResource at, Write.Update update) {
        var patch = Json.mergePatch(update.changes(), update.expected());
        return write(at, update.localId(), update.expected(), update.version(), new Change() {
            @Override
            public WriteOutcome gone(@Nullable LocalRecord now) {
                return new Overtaken(now);
            }

            @Override
            public boolean needsBody() {
                return at.puts();
            }

            @Override
            public Answer send(URI uri, Map<String, String> guard, @Nullable Seen seen) throws NoAnswer {
                var headers = new LinkedHashMap<>(guard);
                if (seen != null && at.puts()) {
                    headers.put("Content-Type", "application/json");
                    var whole = new Value.Nested(Json.with(seen.record().fields(), update.changes()));
                    return http.send("PUT", uri, headers, whole);
                }
                headers.put("Content-Type", at.patchType());
                return http.send("PATCH", uri, headers, patch);
            }

            @Override
            public WriteOutcome done(Answer answer, boolean bestEffort) {
                return readBack.updated(at, answer, update, bestEffort);
            }
        });
    }

    WriteOutcome delete(RestResource at, Write.Delete delete) {
        return write(at, delete.localId(), delete.expected(), delete.version(), new Change() {
            @Override
            public WriteOutcome gone(@Nullable LocalRecord now) {
                return new Written(LocalRecord.tombstone(delete.localId(), now == null ? null : now.changedAt()));
            }

            @Override
            public boolean needsBody() {
                return false;
            }

            @Override
            public Answer send(URI uri, Map<String, String> guard, @Nullable Seen seen) throws NoAnswer {
                return http.send("DELETE", uri, guard, null);
            }

            @Override
            public WriteOutcome done(Answer answer, boolean bestEffort) {
                return readBack.deleted(at, answer, delete.localId());
            }
        });
    }

    /** What differs between an update and a delete. */
    private interface Change {
        WriteOutcome gone(@Nullable LocalRecord now);

        boolean needsBody();

        Answer send(URI uri, Map<String, String> guard, @Nullable Seen seen) throws NoAnswer;

        WriteOutcome done(Answer answer, boolean bestEffort);
    }

    private WriteOutcome write(
            RestResource at, String localId, Map<String, Value> expected, @Nullable String version, Change change) {
        var uri = at.one(http.baseUrl(), localId);
        if (uri.isEmpty()) {
            return change.gone(null);
        }
        var etag = change.needsBody() ? null : knownEtag(at, version);
        for (int tries = 1; tries <= MOST_TRIES; tries++) {
            Seen seen = null;
            long began = System.nanoTime();
            if (etag == null) {
                var look = look(at, localId, change);
                if (look.end != null) {
                    return look.end;
                }
                seen = Objects.requireNonNull(look.seen);
                if (!holds(at, seen.record(), expected, version)) {
                    return new Overtaken(seen.record());
                }
                etag = seen.etag();
            }
            Answer answer;
            try {
                answer = change.send(uri.get(), etag == null ? Map.of() : Map.of("If-Match", etag), seen);
            } catch (NoAnswer e) {
                if (!e.sent()) {
                    throw e.fault();
                }
                return new Failed(e.reason());
            }
            if (answer.status() != 412) {
                note(at, etag, began);
                return outcome(answer, change, etag == null);
            }
            etag = null;
        }
        var look = look(at, localId, change);
        return look.seen == null ? Objects.requireNonNull(look.end) : new Overtaken(look.seen.record());
    }

    private void note(RestResource at, @Nullable String etag, long began) {
        if (etag == null) {
            unguarded.computeIfAbsent(at, any -> new OpenTimes()).add(Duration.ofNanos(System.nanoTime() - began));
        } else {
            matching.add(at);
        }
    }

    /** The record before a write, or what ends the write already. */
    private record Look(@Nullable Seen seen, @Nullable WriteOutcome end) {}

    private Look look(RestResource at, String localId, Change change) {
        var answer = reads.answer(at, localId).orElse(null);
        if (answer == null || answer.gone()) {
            return new Look(null, change.gone(null));
        }
        if (answer.status() != 200) {
            return new Look(null, refusal(answer));
        }
        var seen = Reads.shown(at, answer, localId);
        var version = seen.record().version();
        if (version != null && Objects.equals(seen.etag(), at.etagOf(version))) {
            versionIsEtag.add(at);
        } else {
            versionIsEtag.remove(at);
        }
        return seen.record().deleted() ? new Look(null, change.gone(seen.record())) : new Look(seen, null);
    }

    private static boolean holds(
            RestResource at, LocalRecord now, Map<String, Value> expected, @Nullable String version) {
        boolean sameVersion = version == null || at.version() == null || version.equals(now.version());
        return sameVersion && Reads.holds(now, expected);
    }

    private @Nullable String knownEtag(RestResource at, @Nullable String version) {
        if (version == null || !versionIsEtag.contains(at)) {
            return null;
        }
        var etag = at.etagOf(version);
        // anything else cannot stand in a header, so it is no ETag
        return etag.matches("[\\x21-\\x7e]+") ? etag : null;
    }

    private static WriteOutcome outcome(Answer answer, Change change, boolean bestEffort) {
        if (answer.status() >= 200 && answer.status() < 300) {
            return change.done(answer, bestEffort);
        }
        return answer.gone() ? change.gone(null) : refusal(answer);
    }

    /**
     * What an error answer to a write means.
     *
     * @throws TransientFault 429, 503: the system did not try it
     * @throws PermanentFault 401, 403, 405 and redirects: nothing will work until somebody changes something
     */
    static WriteOutcome refusal(Answer answer) {
        int status = answer.status();
        boolean setUpWrongly = status == 401 || status == 403 || status == 405 || status < 400;
        if (answer.turnedAway() || setUpWrongly) {
            throw answer.fault();
        }
        boolean later = status >= 500 || status == 408 || status == 425;
        return later ? new Failed(answer.what() + " answered " + answer.words()) : new Refused(answer.words());
    }
}
