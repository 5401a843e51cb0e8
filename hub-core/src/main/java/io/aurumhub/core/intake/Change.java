package io.aurumhub.core.intake;

import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a system reports: upsert or delete of one local record.
 *
 * @param localId the system's own key
 * @param full every field of the record is given; otherwise omitted fields are untouched
 * @param fields raw local fields; empty for a delete
 * @param version the system's version of this state, if it has one
 * @param changedAt source time, if the system says one
 * @param observedAt when the hub began the read that showed this state; null if the system sent it by itself
 * @param changeId the system's id of this change; the same id again has no further effect
 */
public record Change(
        SystemId system,
        EntityName entity,
        String localId,
        Kind kind,
        boolean full,
        Map<String, Value> fields,
        @Nullable String version,
        @Nullable Instant changedAt,
        @Nullable Instant observedAt,
        @Nullable String changeId,
        Provenance cause) {

    /** What happened to the local record. */
    public enum Kind {
        UPSERT,
        DELETE
    }

    public Change {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** The record as a connector read it. */
    public static Change read(SyncDefinition sync, LocalRecord record, Instant observedAt, Provenance cause) {
        return new Change(
                sync.system(),
                sync.entity(),
                record.localId(),
                record.deleted() ? Kind.DELETE : Kind.UPSERT,
                true,
                record.fields(),
                record.version(),
                record.changedAt(),
                observedAt,
                null,
                cause);
    }

    /** The record is not in its system any more. */
    public static Change vanished(SyncDefinition sync, String localId, Instant observedAt, Provenance cause) {
        return read(sync, LocalRecord.tombstone(localId, null), observedAt, cause);
    }

    /** The same change, handed in again by somebody. */
    public Change with(Provenance other) {
        return with(fields, other);
    }

    /** The same change with other local fields, handed in again by somebody. */
    public Change with(Map<String, Value> others, Provenance other) {
        return new Change(system, entity, localId, kind, full, others, version, changedAt, observedAt, changeId, other);
    }

    /** The name of the record in messages: {@code shop contact S-100}. */
    public String subject() {
        return system + " " + entity + " " + localId;
    }
}
