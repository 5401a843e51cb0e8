package io.aurumhub.api.console;

import io.aurumhub.core.history.HistoryEntry;
import io.aurumhub.core.shared.Value;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One event in words.
 *
 * @param tone the kind of mark it gets: new, change, sent, lost, bad or steward
 * @param headline what happened
 * @param values the fields it is about, with the values they got
 */
record Story(String tone, String headline, Map<String, Value> values) {

    static Story of(HistoryEntry entry) {
        var payload = entry.payload();
        var where = where(entry);
        return switch (entry.type()) {
            case "record-created" -> new Story("new", "First seen in " + where, fields(payload, "fields"));
            case "record-changed" -> changed(entry, where);
            case "stale-change-noted" -> new Story("lost", "Older news from %s, kept aside".formatted(where), Map.of());
            case "record-deleted" ->
                new Story("bad", "Deleted in %s, so deleted everywhere".formatted(where), Map.of());
            case "copy-gone" -> gone(payload, where);
            case "record-restored" -> new Story("new", "Came back through " + where, fields(payload, "fields"));
            case "delivered" -> delivered(payload, where);
            case "removed" -> new Story("sent", "Removed from " + where, Map.of());
            case "delivery-refused" ->
                new Story(
                        "bad", "%s refused: %s".formatted(where, text(payload, "reason", "no reason given")), Map.of());
            case "delivery-retried" -> new Story("steward", "Delivery to %s taken up again".formatted(where), Map.of());
            case "delivery-skipped" -> new Story("steward", "Delivery to %s skipped".formatted(where), Map.of());
            case "delivery-resent" -> new Story("steward", "To be sent to %s again".formatted(where), Map.of());
            case "copy-examined" -> examined(payload, where);
            case "conflict-overturned" ->
                new Story(
                        "steward",
                        "A conflict was overturned",
                        Map.of(text(payload, "field", "?"), payload.getOrDefault("value", Value.nothing())));
            case "rolled-back" ->
                new Story(
                        "steward",
                        "Rolled back to revision " + text(payload, "toRevision", "?"),
                        fields(payload, "fields"));
            case "conflict-upheld" ->
                new Story("steward", "A conflict was decided for the golden value of " + field(payload), Map.of());
            case "delete-decreed" -> new Story("bad", "A steward let a delete win: deleted everywhere", Map.of());
            case "field-pinned" -> new Story("steward", field(payload) + " was pinned", fields(payload, "fields"));
            case "field-unpinned" ->
                new Story("steward", "The pin of %s was lifted".formatted(field(payload)), Map.of());
            case "record-remapped" -> remapped(entry, where);
            case "record-resettled" ->
                new Story("change", "The definitions changed: deliveries worked out anew", Map.of());
            default -> linked(entry, where);
        };
    }

    /** What happened to the links of a record. */
    private static Story linked(HistoryEntry entry, String where) {
        var payload = entry.payload();
        return switch (entry.type()) {
            case "copy-relinked" ->
                new Story(
                        "change",
                        text(payload, "to", "").isEmpty()
                                ? "%s has given its key %s to another one".formatted(where, text(payload, "from", "?"))
                                : "%s calls it %s now, and no longer %s"
                                        .formatted(where, text(payload, "to", "?"), text(payload, "from", "?")),
                        Map.of());
            case "record-unlinked" ->
                new Story(
                        "lost",
                        "%s %s was taken out again: its match key is shared"
                                .formatted(where, text(payload, "localId", "")),
                        fields(payload, "fields"));
            case "match-doubted" ->
                new Story(
                        "lost",
                        "%s %s shares a match key: that does not tell whether it is the same"
                                .formatted(where, text(payload, "localId", "a record")),
                        Map.of());
            default -> new Story("change", entry.type().replace('-', ' '), Map.of());
        };
    }

    private static Story delivered(Map<String, Value> payload, String where) {
        boolean back = payload.get("restored") instanceof Value.Nested;
        var headline = back ? "Written to %s, whose own record is back" : "Written to %s";
        return new Story("sent", headline.formatted(where), fields(payload, "written"));
    }

    private static String field(Map<String, Value> payload) {
        return text(payload, "field", "a field");
    }

    /** A delete that waits for a steward says what for. */
    private static Story gone(Map<String, Value> payload, String where) {
        boolean waits = payload.get("conflicts") instanceof Value.Items(List<Value> conflicts)
                && conflicts.stream()
                        .filter(Value.Nested.class::isInstance)
                        .anyMatch(one -> Value.flag(true)
                                .equals(((Value.Nested) one).fields().get("open")));
        var headline = waits ? "Gone from %s, and a steward is asked" : "Gone from %s only";
        return new Story("lost", headline.formatted(where), Map.of());
    }

    private static Story changed(HistoryEntry entry, String where) {
        var fields = fields(entry.payload(), "fields");
        if (entry.payload().get("conflicts") instanceof Value.Items(List<Value> conflicts) && !conflicts.isEmpty()) {
            return new Story("lost", "%s disagreed on %s".formatted(where, said(conflicts)), fields);
        }
        return fields.isEmpty()
                ? new Story("change", "Linked with " + where, Map.of())
                : new Story("change", "Changed in " + where, fields);
    }

    private static Story examined(Map<String, Value> payload, String where) {
        var readBack = fields(payload, "readBack");
        return readBack.isEmpty()
                ? new Story("change", "%s was looked at: it holds what was thought".formatted(where), Map.of())
                : new Story("lost", "%s was looked at: it held something else".formatted(where), readBack);
    }

    private static Story remapped(HistoryEntry entry, String where) {
        var fields = fields(entry.payload(), "fields");
        var headline = "The definitions changed: %s read again".formatted(where);
        return entry.payload().get("conflicts") instanceof Value.Items(List<Value> conflicts) && !conflicts.isEmpty()
                ? new Story("lost", "%s, disagreed on %s".formatted(headline, said(conflicts)), fields)
                : new Story("change", headline, fields);
    }

    /** Such as {@code phone, crm won}, or {@code phone, which waits for a steward}. */
    private static String said(List<Value> conflicts) {
        return conflicts.stream()
                .filter(Value.Nested.class::isInstance)
                .map(conflict -> ((Value.Nested) conflict).fields())
                .map(parts -> text(parts, "field", "?").replace("*", "the whole record")
                        + (text(parts, "open", "false").equals("true")
                                ? ", which waits for a steward"
                                : ", %s won".formatted(text(parts, "winnerSystem", "a steward"))))
                .collect(Collectors.joining("; "));
    }

    private static String where(HistoryEntry entry) {
        var observed = entry.payload().get("observation") instanceof Value.Nested(Map<String, Value> parts)
                ? parts
                : entry.payload();
        String system = entry.system();
        return text(observed, "copy", system == null ? "a system" : system);
    }

    private static Map<String, Value> fields(Map<String, Value> payload, String name) {
        return payload.get(name) instanceof Value.Nested(Map<String, Value> fields) ? fields : Map.of();
    }

    private static String text(Map<String, Value> payload, String name, String otherwise) {
        @Nullable Value value = payload.get(name);
        return value == null || value.isNothing() ? otherwise : value.toString();
    }
}
