package io.aurumhub.core.record;

import io.aurumhub.core.mapping.LocalFields;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the hub knows a system last held of a record.
 *
 * @param localId the system's key; null while the copy waits to be created, kept when it is gone
 * @param local the mapped local fields as read or written, raw
 * @param sent by local path, what the hub wrote where the system stored something else
 * @param version the system's version of this state
 * @param sourceTime when the system says this state was made
 * @param writtenAt when the hub's last write to it ended
 * @param held the golden revision it reflects; while PENDING the same for every attempt to create it
 * @param wanted the golden revision it should reflect
 * @param refused why the system refused the wanted revision, in its own words
 */
public record Copy(
        CopyId id,
        State state,
        @Nullable String localId,
        Map<String, Value> local,
        Map<String, Value> sent,
        @Nullable String version,
        @Nullable Instant sourceTime,
        @Nullable Instant writtenAt,
        long held,
        long wanted,
        @Nullable String refused) {

    /** Where a copy is in its life. */
    public enum State {
        /** To be created. */
        PENDING,
        /** There, under its local id. */
        LINKED,
        /** Was there, and is deleted. */
        GONE
    }

    public Copy {
        local = Collections.unmodifiableMap(new LinkedHashMap<>(local));
        sent = Collections.unmodifiableMap(new LinkedHashMap<>(sent));
    }

    static Copy pending(CopyId id, long wanted) {
        return new Copy(id, State.PENDING, null, Map.of(), Map.of(), null, null, null, 0, wanted, null);
    }

    /** The hub owes this copy a write, and nothing holds it back for good. */
    public boolean due() {
        return wanted > held && refused == null;
    }

    /** A copy that is gone is made anew; it remembers when it went, so that what was written before cannot count. */
    Copy wanting(long revision) {
        return state == State.GONE
                ? new Copy(
                        id,
                        State.PENDING,
                        null,
                        Map.of(),
                        Map.of(),
                        null,
                        null,
                        writtenAt,
                        revision - 1,
                        revision,
                        null)
                : new Copy(id, state, localId, local, sent, version, sourceTime, writtenAt, held, revision, null);
    }

    Copy settled(long revision) {
        return new Copy(id, state, localId, local, sent, version, sourceTime, writtenAt, revision, revision, null);
    }

    Copy refusing(String reason) {
        return new Copy(id, state, localId, local, sent, version, sourceTime, writtenAt, held, wanted, reason);
    }

    /** @param changedAt when the system says it went; null if it does not say */
    Copy gone(@Nullable Instant changedAt, Instant notedAt, long revision) {
        var last = changedAt == null ? sourceTime : changedAt;
        return new Copy(id, State.GONE, localId, Map.of(), Map.of(), null, last, notedAt, revision, revision, null);
    }

    Copy observed(Observation seen) {
        var now = new LinkedHashMap<>(state == State.LINKED ? local : Map.of());
        now.putAll(seen.local());
        var stillSent = new LinkedHashMap<>(sent);
        stillSent.keySet().removeIf(path -> !Objects.equals(LocalFields.at(local, path), LocalFields.at(now, path)));
        return new Copy(
                id,
                State.LINKED,
                seen.localId(),
                now,
                stillSent,
                seen.version(),
                seen.changedAt() == null ? sourceTime : seen.changedAt(),
                writtenAt,
                state == State.LINKED ? held : 0,
                state == State.GONE ? 0 : wanted,
                null);
    }
}
