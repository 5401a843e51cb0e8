package io.aurumhub.core.record;

import io.aurumhub.core.mapping.LocalFields;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
 * @param made the hub made it, it was not there by itself
 * @param standing how it stands towards the golden record
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
        boolean made,
        Standing standing) {

    /** Where a copy is in its life. */
    public enum State {
        /** To be created. */
        PENDING,
        /** There, under its local id. */
        LINKED,
        /**
         * Was there, and is deleted. It stays, so that late news of it is known to be old; a new one takes its place.
         */
        GONE
    }

    public Copy {
        local = Collections.unmodifiableMap(new LinkedHashMap<>(local));
        sent = Collections.unmodifiableMap(new LinkedHashMap<>(sent));
    }

    static Copy pending(CopyId id, long wanted) {
        return blank(id, State.PENDING, null, null, null, Standing.of(0, wanted));
    }

    private static Copy blank(
            CopyId id,
            State state,
            @Nullable String localId,
            @Nullable Instant sourceTime,
            @Nullable Instant writtenAt,
            Standing standing) {
        return new Copy(id, state, localId, Map.of(), Map.of(), null, sourceTime, writtenAt, false, standing);
    }

    /** See {@link Standing#held}. */
    public long held() {
        return standing.held();
    }

    /** See {@link Standing#wanted}. */
    public long wanted() {
        return standing.wanted();
    }

    /** See {@link Standing#refused}. */
    public @Nullable String refused() {
        return standing.refused();
    }

    /** See {@link Standing#skipped}. */
    public @Nullable Skip skipped() {
        return standing.skipped();
    }

    /** See {@link Standing#resend}. */
    public @Nullable Resend resend() {
        return standing.resend();
    }

    /** See {@link Standing#open}. */
    public Set<String> open() {
        return standing.open();
    }

    /**
     * Whether the hub's last write to it may not have been seen yet at this time.
     *
     * @param observedAt when a look at it began; null: its system told of it by itself, and knows what it holds
     */
    public boolean isWrittenSince(@Nullable Instant observedAt) {
        return writtenAt != null && observedAt != null && !observedAt.isAfter(writtenAt);
    }

    /** The hub owes this copy a write, and nothing holds it back for good. */
    public boolean due() {
        return wanted() > held() && refused() == null;
    }

    Copy with(Standing other) {
        return new Copy(id, state, localId, local, sent, version, sourceTime, writtenAt, made, other);
    }

    Copy wanting(long revision) {
        return with(standing.wanting(revision));
    }

    Copy settled(long revision) {
        return with(standing.settled(revision));
    }

    /** It was never told of fields that it is mapped to by now. */
    Copy untold() {
        return with(standing.untold());
    }

    Copy refusing(String reason) {
        return with(standing.refusing(reason));
    }

    Copy skipping(Skip skip, long heldNow) {
        return with(standing.skipping(skip, heldNow));
    }

    Copy resending(Resend how, long revision) {
        return with(standing.resending(how, revision));
    }

    /** @param changedAt when the system says it went; null if it does not say */
    Copy gone(@Nullable Instant changedAt, Instant notedAt, long revision) {
        var last = changedAt == null ? sourceTime : changedAt;
        return blank(id, State.GONE, localId, last, notedAt, standing.settled(revision));
    }

    /**
     * As if it were there again, holding this; for comparing what its system still holds of it with the record.
     *
     * @param changedAt null if the system does not say
     */
    public Copy found(Map<String, Value> held, @Nullable String seen, @Nullable Instant changedAt) {
        return new Copy(
                id,
                State.LINKED,
                localId,
                held,
                Map.of(),
                seen,
                changedAt,
                writtenAt,
                made,
                Standing.of(0, standing.wanted()));
    }

    /** The same under another key, or none; its version is not known until it is read under that one. */
    Copy called(@Nullable String otherLocalId) {
        return new Copy(id, state, otherLocalId, local, sent, null, sourceTime, writtenAt, made, standing);
    }

    /** Read again: it holds what was read, and what was sent in another form counts only where that is still there. */
    Copy examined(GoldenRecordEvent.CopyExamined seen, long revision) {
        var now = new LinkedHashMap<>(local);
        now.putAll(seen.readBack());
        return new Copy(
                id,
                state,
                localId,
                now,
                stillSent(now),
                seen.version(),
                seen.changedAt() == null ? sourceTime : seen.changedAt(),
                writtenAt,
                made,
                standing.examined(seen.due() ? held() : revision, revision));
    }

    private Map<String, Value> stillSent(Map<String, Value> now) {
        var still = new LinkedHashMap<>(sent);
        still.keySet().removeIf(path -> !Objects.equals(LocalFields.at(local, path), LocalFields.at(now, path)));
        return still;
    }

    Copy observed(Observation seen) {
        var now = new LinkedHashMap<>(state == State.LINKED ? local : Map.of());
        now.putAll(seen.local());
        return new Copy(
                id,
                State.LINKED,
                seen.localId(),
                now,
                stillSent(now),
                seen.version(),
                seen.changedAt() == null ? sourceTime : seen.changedAt(),
                writtenAt,
                made && state == State.LINKED,
                state == State.LINKED
                        ? standing.heard()
                        : new Standing(0, state == State.GONE ? 0 : wanted(), standing.open(), null));
    }
}
