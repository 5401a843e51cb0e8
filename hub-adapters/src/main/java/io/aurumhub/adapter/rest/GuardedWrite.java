package io.aurumhub.adapter.rest;

import io.aurumhub.adapter.rest.Reads.Seen;
import io.aurumhub.core.connector.Guard;
import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.connector.WriteOutcome.Collides;
import io.aurumhub.core.connector.WriteOutcome.Failed;
import io.aurumhub.core.connector.WriteOutcome.Overtaken;
import io.aurumhub.core.connector.WriteOutcome.Refused;
import io.aurumhub.core.connector.WriteOutcome.Unheard;
import io.aurumhub.core.connector.WriteOutcome.Written;
import io.aurumhub.core.shared.Value;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Updates, restores and deletes that overwrite nothing unseen.
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

    /** As the answers so far have shown it; one write without a guard is enough to be best effort. */
    Guard guard(RestResource at) {
        var open = unguarded.get(at);
        if (open != null && open.any()) {
            return new Guard.BestEffort(open.window());
        }
        return matching.contains(at) || reads.showsTags(at) ? new Guard.IfMatch() : new Guard.NotKnown();
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

            @Override
            public WriteOutcome refused(Answer answer) {
                return refusal(answer);
            }
        });
    }

    /** What differs between an update, a restore and a delete. */
    interface Change {
        /** The record is in the state that is to be changed. */
        default boolean admits(LocalRecord now) {
            return !now.deleted();
        }

        WriteOutcome gone(@Nullable LocalRecord now);

        boolean needsBody();

        Answer send(URI uri, Map<String, String> guard, @Nullable Seen seen) throws NoAnswer;

        WriteOutcome done(Answer answer, boolean bestEffort);

        WriteOutcome refused(Answer answer);
    }

    WriteOutcome write(
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
                return answer.gone() ? gone(at, localId, answer, change) : outcome(answer, change, etag == null);
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
        var shown = answer.status() == 200 ? Seen.in(at, answer, localId) : Optional.<Seen>empty();
        if (shown.isEmpty()) {
            return new Look(null, unreadable(answer));
        }
        var seen = shown.get();
        var version = seen.record().version();
        if (version != null && Objects.equals(seen.etag(), at.etagOf(version))) {
            versionIsEtag.add(at);
        } else {
            versionIsEtag.remove(at);
        }
        return change.admits(seen.record()) ? new Look(seen, null) : new Look(null, change.gone(seen.record()));
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

    /** The record could not be read, so nothing was written. */
    private static WriteOutcome unreadable(Answer answer) {
        if (answer.status() < 300 || answer.mayBeOfTheWay()) {
            return new Unheard(String.valueOf(answer.fault().getMessage()), false);
        }
        return refusal(answer);
    }

    /** The write was answered by 404 or 410: true if the record is not to be read either. */
    private WriteOutcome gone(RestResource at, String localId, Answer answer, Change change) {
        try {
            var present = reads.answer(at, localId);
            if (present.isEmpty() || present.get().gone()) {
                return change.gone(null);
            }
            var seen = Seen.in(at, present.get(), localId).map(Seen::record).orElse(null);
            if (seen == null || !seen.deleted()) {
                return new Unheard(answer.meaning() + "; but the record is there", true);
            }
            // who wanted it deleted, and is told that it is not there, cannot have it back
            return change.gone(change.admits(seen) ? null : seen);
        } catch (TransientFault unsure) {
            return new Unheard(String.valueOf(unsure.getMessage()), true);
        }
    }

    private static WriteOutcome outcome(Answer answer, Change change, boolean bestEffort) {
        if (answer.status() >= 200 && answer.status() < 300) {
            return change.done(answer, bestEffort);
        }
        return change.refused(answer);
    }

    /**
     * What an error answer to a write means.
     *
     * @throws TransientFault 429, 503: the system did not try it
     * @throws PermanentFault 401, 403, 405, 415: nothing will work until somebody changes something
     */
    static WriteOutcome refusal(Answer answer) {
        int status = answer.status();
        if (status < 400) {
            return new Unheard(answer.meaning(), true);
        }
        boolean setUpWrongly = status == 401 || status == 403 || status == 405 || status == 415;
        if (answer.turnedAway() || status == 407 || setUpWrongly) {
            throw answer.fault();
        }
        boolean later = status >= 500 || status == 408 || status == 425 || answer.mayBeOfTheWay();
        if (later) {
            return new Failed(answer.meaning());
        }
        return answer.speaksOfCollision() ? new Collides(answer.words(), Set.of(), null) : new Refused(answer.words());
    }
}
