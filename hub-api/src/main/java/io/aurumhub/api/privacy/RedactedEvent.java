package io.aurumhub.api.privacy;

import io.aurumhub.core.history.HistoryEntry;
import io.aurumhub.core.privacy.SensitiveFields;
import io.aurumhub.core.record.Conflict;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One event as everybody may see it. A member that is not known here may hold anything, and is hidden. */
final class RedactedEvent {

    /** The members that hold no values of fields. */
    static final Set<String> PLAIN = Set.of(
            "record",
            "entity",
            "settlement",
            "at",
            "copy",
            "localId",
            "version",
            "changedAt",
            "changeId",
            "ofRevision",
            "writtenAt",
            "due",
            "steps",
            "awaited",
            "from",
            "to",
            "reason",
            "conflictRevision",
            "field",
            "toRevision",
            "untold",
            "pin",
            "skip",
            "found",
            "open",
            "winnerSystem",
            "loserSystem",
            "rule",
            "system",
            "since",
            "origins",
            "unset");

    /** The members that do. */
    static final Set<String> TELLING = Set.of(
            "fields",
            "observation",
            "conflicts",
            "matchKeys",
            "value",
            "written",
            "readBack",
            "restored",
            "sent",
            "local",
            "winner",
            "loser");

    /** Those of them that hold local values, by local path. */
    private static final Set<String> LOCAL = Set.of("local", "written", "readBack", "restored", "sent");

    private final SensitiveFields fields;

    private RedactedEvent(SensitiveFields fields) {
        this.fields = fields;
    }

    static HistoryEntry of(HistoryEntry entry, SensitiveFields fields) {
        return new HistoryEntry(
                entry.record(),
                entry.revision(),
                entry.type(),
                entry.recordedAt(),
                entry.actor(),
                entry.system(),
                entry.run(),
                entry.reason(),
                entry.rulesVersion(),
                entry.trace(),
                fields.any() ? new RedactedEvent(fields).members(entry.payload()) : entry.payload());
    }

    private Map<String, Value> members(Map<String, Value> members) {
        var shown = new LinkedHashMap<String, Value>();
        members.forEach((name, value) -> shown.put(name, member(name, value, members)));
        return shown;
    }

    private Value member(String name, Value value, Map<String, Value> beside) {
        if (PLAIN.contains(name)) {
            return value;
        }
        return switch (value) {
            case Value.Nothing nothing -> nothing;
            case Value.Nested(Map<String, Value> parts)
            when name.equals("fields") -> new Value.Nested(fields.golden(parts));
            case Value.Nested(Map<String, Value> parts)
            when name.equals("observation") -> new Value.Nested(members(parts));
            case Value.Nested(Map<String, Value> parts)
            when LOCAL.contains(name) -> new Value.Nested(fields.local(system(beside), parts));
            case Value.Items(List<Value> items)
            when name.equals("conflicts") ->
                new Value.Items(items.stream().map(this::conflict).toList());
            case Value.Items(List<Value> keys)
            when name.equals("matchKeys") ->
                new Value.Items(keys.stream()
                        .map(key -> Value.text(fields.matchKey(key.toString())))
                        .toList());
            case Value other
            when name.equals("value") || name.equals("winner") || name.equals("loser") ->
                side(String.valueOf(beside.get("field")), other, fields);
            default -> fields.unknown(value);
        };
    }

    private Value conflict(Value conflict) {
        return conflict instanceof Value.Nested(Map<String, Value> parts)
                ? new Value.Nested(members(parts))
                : fields.unknown(conflict);
    }

    private static SystemId system(Map<String, Value> beside) {
        return new SystemId(String.valueOf(beside.get("copy")).split("#", 2)[0]);
    }

    /** One of the values that a conflict is about: of a field or a part of it, of a group, or of the whole record. */
    static Value side(String field, Value value, SensitiveFields fields) {
        boolean several = field.equals(Conflict.WHOLE_RECORD) || fields.group(field);
        int part = field.indexOf('.');
        return several && value instanceof Value.Nested(Map<String, Value> all)
                ? new Value.Nested(fields.golden(all))
                : fields.golden(part < 0 ? field : field.substring(0, part), value);
    }
}
