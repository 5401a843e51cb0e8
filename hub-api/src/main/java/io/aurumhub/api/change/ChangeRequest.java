package io.aurumhub.api.change;

import io.aurumhub.api.problem.Problem;
import io.aurumhub.api.problem.ProblemType;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A change as a client posts it.
 *
 * @param kind upsert if not said
 * @param full every field of the record is given; if not said, fields that are left out stay as they are
 * @param fields the system's own fields; an explicit null clears one
 * @param version the system's version of this state
 * @param changedAt when it changed in the system, ISO 8601
 * @param changeId the client's own id of the change; the same id again has no further effect
 */
record ChangeRequest(
        @Nullable String system,
        @Nullable String entity,
        @Nullable String localId,
        Change.@Nullable Kind kind,
        @Nullable Boolean full,
        @Nullable Map<String, Value> fields,
        @Nullable String version,
        @Nullable Instant changedAt,
        @Nullable String changeId,
        @Nullable String reason) {

    private static final int LONGEST_ID = 500;
    private static final int LONGEST_REASON = 2_000;

    /**
     * What the core understands.
     *
     * @param keyOfRequest stands in for the change id where there is none
     * @throws Problem if something is missing, too long, or names what is not defined
     */
    Change toChange(Definitions definitions, Provenance cause, @Nullable String keyOfRequest) {
        var from = new SystemId(needed("system", system));
        var what = new EntityName(needed("entity", entity));
        checkNames(definitions, from, what);
        var happened = kind == null ? Change.Kind.UPSERT : kind;
        return new Change(
                from,
                what,
                needed("localId", localId),
                happened,
                Boolean.TRUE.equals(full),
                fieldsOf(happened),
                limited("version", version, LONGEST_ID),
                changedAt,
                null,
                limited("changeId", changeId == null ? keyOfRequest : changeId, LONGEST_ID),
                reason == null ? cause : cause.because(String.valueOf(limited("reason", reason, LONGEST_REASON))));
    }

    private static void checkNames(Definitions definitions, SystemId system, EntityName entity) {
        if (definitions.system(system).isEmpty()) {
            throw Problem.unknown(
                    ProblemType.UNKNOWN_SYSTEM,
                    "system",
                    system.value(),
                    definitions.systems().keySet().stream().map(SystemId::value).toList());
        }
        if (definitions.entity(entity).isEmpty()) {
            throw Problem.unknown(
                    ProblemType.UNKNOWN_ENTITY,
                    "entity",
                    entity.value(),
                    definitions.entities().keySet().stream()
                            .map(EntityName::value)
                            .toList());
        }
        if (definitions
                .sync(system, entity)
                .filter(sync -> sync.direction().in())
                .isEmpty()) {
            throw new Problem(
                    ProblemType.UNKNOWN_SYNC, "No sync takes %s records in from %s".formatted(entity, system));
        }
    }

    private Map<String, Value> fieldsOf(Change.Kind happened) {
        if (happened == Change.Kind.DELETE) {
            if (fields != null && !fields.isEmpty()) {
                throw new Problem(ProblemType.INVALID_VALUE, "fields: a delete has none; leave them away");
            }
            return Map.of();
        }
        if (fields == null) {
            throw new Problem(ProblemType.MISSING_VALUE, "fields is missing").with("property", "fields");
        }
        return fields;
    }

    private static String needed(String name, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw new Problem(ProblemType.MISSING_VALUE, name + " is missing").with("property", name);
        }
        return String.valueOf(limited(name, value, LONGEST_ID));
    }

    private static @Nullable String limited(String name, @Nullable String value, int longest) {
        if (value != null && value.length() > longest) {
            throw new Problem(ProblemType.INVALID_VALUE, "%s is longer than %d characters".formatted(name, longest));
        }
        return value;
    }
}
