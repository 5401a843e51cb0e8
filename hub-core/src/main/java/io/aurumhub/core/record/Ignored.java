package io.aurumhub.core.record;

import io.aurumhub.core.connector.OwnForm;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.expression.ExpressionFailed;
import io.aurumhub.core.mapping.LocalFields;
import io.aurumhub.core.mapping.NoLocalForm;
import io.aurumhub.core.record.GoldenRecordCommand.ConfirmDelivery;
import io.aurumhub.core.record.GoldenRecordEvent.DeliveryRefused;
import io.aurumhub.core.shared.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a system answered to have written, and did not: after the write it holds what it held before, which is not its
 * {@link OwnForm} of what was written.
 *
 * @param held by local path, what stands there still; nothing where a new record lacks it
 */
record Ignored(Map<String, Value> held) {

    private static final int MOST_NAMED = 5;
    private static final int LONGEST_SHOWN = 60;

    /** @param otherwise what was written and is held as something else */
    static Ignored of(Copy old, SyncDefinition sync, ConfirmDelivery command, Map<String, Value> otherwise) {
        var held = new TreeMap<String, Value>();
        var seen = command.result().local();
        boolean isNew = old.state() != Copy.State.LINKED;
        otherwise.forEach((path, written) -> {
            // a create that was told of before it was confirmed expected nothing, either
            boolean lacked = isNew || LocalFields.orNothing(old.local(), path).isNothing();
            var before = lacked
                    ? command.expected().getOrDefault(path, Value.nothing())
                    : command.expected().get(path);
            var stored = LocalFields.orNothing(seen, path);
            boolean tells = LocalFields.at(seen, path) != null || isRead(path, sync, command);
            if (tells
                    && stored.equals(before)
                    && !OwnForm.plausible(isNew ? null : old.sent().get(path), written, stored)) {
                held.put(path, stored);
            }
        });
        return new Ignored(held);
    }

    /** Nothing of the write was carried out. */
    boolean everything(ConfirmDelivery command) {
        return !held.isEmpty() && held.keySet().containsAll(command.written().keySet());
    }

    /** The confirmation of what was carried out. */
    ConfirmDelivery without(ConfirmDelivery command) {
        var written = new LinkedHashMap<>(command.written());
        written.keySet().removeAll(held.keySet());
        return held.isEmpty()
                ? command
                : new ConfirmDelivery(
                        command.recordId(),
                        command.copy(),
                        command.ofRevision(),
                        written,
                        command.expected(),
                        command.result(),
                        command.facts(),
                        command.cause());
    }

    /**
     * To write the same once more would be ignored again; if the record has moved on meanwhile, that is tried first.
     */
    List<GoldenRecordEvent> refusal(GoldenRecord record, CopyId target, SyncDefinition sync, ConfirmDelivery command) {
        var copy = record.copies().get(target);
        if (held.isEmpty()
                || copy == null
                || !copy.due()
                || record.deleted()
                || wantsMore(record, copy, sync, command)) {
            return List.of();
        }
        return List.of(new DeliveryRefused(
                target,
                command.ofRevision(),
                reason(sync, command),
                command.facts().now()));
    }

    private boolean wantsMore(GoldenRecord record, Copy copy, SyncDefinition sync, ConfirmDelivery command) {
        try {
            var lacks = CopyComparison.toWrite(record, copy, sync, command.facts());
            var next = command.facts().mappings().of(sync.id()).toLocal(lacks.fields(), record.values());
            return next.entrySet().stream().anyMatch(one -> {
                var path = one.getKey();
                boolean again = held.containsKey(path)
                        && one.getValue().equals(command.written().get(path));
                return !again && !one.getValue().equals(LocalFields.orNothing(copy.local(), path));
            });
        } catch (NoLocalForm | ExpressionFailed refusedByThePlan) {
            return true;
        }
    }

    private String reason(SyncDefinition sync, ConfirmDelivery command) {
        var fields = held.entrySet().stream()
                .limit(MOST_NAMED)
                .map(one -> field(one.getKey(), one.getValue(), sync, command))
                .collect(Collectors.joining("; "));
        var more = held.size() > MOST_NAMED ? "; and " + (held.size() - MOST_NAMED) + " more" : "";
        var known = command.result().advice();
        var advice = known != null && everything(command) ? ". " + known : "";
        return "%s answered as if it had written, but %s%s%s. It is tried again when the record changes or is retried"
                .formatted(sync.system(), fields, more, advice);
    }

    private static String field(String path, Value stored, SyncDefinition sync, ConfirmDelivery command) {
        var written = command.written().getOrDefault(path, Value.nothing());
        return isSensitive(path, sync, command)
                ? "'%s' does not hold what was sent".formatted(path)
                : "'%s' still holds %s instead of %s".formatted(path, shown(stored), shown(written));
    }

    /** Of what is only written, a system that does not show it tells nothing. */
    private static boolean isRead(String path, SyncDefinition sync, ConfirmDelivery command) {
        var map = command.facts().mappings().of(sync.id());
        return sync.fields().keySet().stream()
                .anyMatch(name -> map.reads(name) && map.paths(name).contains(path));
    }

    private static boolean isSensitive(String path, SyncDefinition sync, ConfirmDelivery command) {
        var mappings = command.facts().mappings();
        var fields = mappings.entity(sync.entity()).fields();
        return sync.fields().keySet().stream()
                .filter(name -> mappings.of(sync.id()).paths(name).contains(path))
                .map(fields::get)
                .anyMatch(Ignored::hides);
    }

    private static boolean hides(@Nullable FieldDefinition field) {
        return field == null || field.holdsSensitive();
    }

    private static String shown(Value value) {
        var text = value.toString();
        int end = text.offsetByCodePoints(0, Math.min(LONGEST_SHOWN, text.codePointCount(0, text.length())));
        return value.isNothing() ? "nothing" : "'" + text.substring(0, end) + (end < text.length() ? "..." : "") + "'";
    }
}
