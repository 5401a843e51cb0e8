package io.aurumhub.api.engine;

import io.aurumhub.core.mapping.LocalFields;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What no two rows on paper may both hold; null and absent values are no matter. */
final class PaperUniques {

    private final Map<SyncId, List<List<String>>> rules = new HashMap<>();

    void add(SyncId sync, List<String> paths) {
        rules.computeIfAbsent(sync, any -> new ArrayList<>()).add(paths);
    }

    List<List<String>> of(SyncId sync) {
        return rules.getOrDefault(sync, List.of());
    }

    /** Lets the rules of a sync rest; answers them. */
    @Nullable
    List<List<String>> without(SyncId sync) {
        return rules.remove(sync);
    }

    void putBack(SyncId sync, List<List<String>> rested) {
        rules.put(sync, rested);
    }

    /** The key of a row that holds the same as this one of the same table. */
    @Nullable
    String inTheWay(SyncId sync, Map<String, Map<String, Value>> table, String id) {
        var row = Objects.requireNonNull(table.get(id));
        return of(sync).stream()
                .map(paths -> inTheWay(table, id, row, paths))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    static @Nullable String inTheWay(
            Map<String, Map<String, Value>> table, String id, Map<String, Value> row, List<String> paths) {
        var own = paths.stream().map(path -> LocalFields.orNothing(row, path)).toList();
        if (own.stream().anyMatch(Value::isNothing)) {
            return null;
        }
        return table.entrySet().stream()
                .filter(one -> !one.getKey().equals(id))
                .filter(one -> paths.stream()
                        .map(path -> LocalFields.orNothing(one.getValue(), path))
                        .toList()
                        .equals(own))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }
}
