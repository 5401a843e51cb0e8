package io.aurumhub.api.console;

import io.aurumhub.adapter.postgres.RecordQueries.CopyView;
import io.aurumhub.adapter.postgres.RecordQueries.Origin;
import io.aurumhub.adapter.postgres.RecordQueries.RecordView;
import io.aurumhub.adapter.postgres.WorkQueries.ConflictView;
import io.aurumhub.api.record.Explanation;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.history.HistoryEntry;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One record for the page: each golden field beside what every system holds for it.
 *
 * @param older the revision to go on from in the history; null when it is all there
 */
record RecordPage(
        RecordView record,
        String title,
        List<Row> rows,
        List<Event> events,
        List<ConflictView> conflicts,
        @Nullable Long older) {

    /**
     * One golden field.
     *
     * @param why why it holds what it holds; null if nobody has said anything about it
     * @param copies in the order of the record's copies
     */
    record Row(
            String field,
            @Nullable Value golden,
            @Nullable Origin origin,
            Explanation.@Nullable Field why,
            List<Cell> copies) {}

    /**
     * What one copy holds for a field.
     *
     * @param local the local path; null if the sync does not map the field
     * @param behind the golden value is newer than what the copy holds
     */
    record Cell(@Nullable String local, @Nullable Value value, boolean behind) {}

    record Event(HistoryEntry entry, Story story) {}

    static List<Row> rows(RecordView record, Explanation explanation, Definitions definitions) {
        var entity = new EntityName(record.entity());
        var names = new LinkedHashSet<String>();
        definitions
                .entity(entity)
                .ifPresent(definition -> names.addAll(definition.fields().keySet()));
        names.addAll(record.fields().keySet());
        var reasons =
                explanation.fields().stream().collect(Collectors.toMap(Explanation.Field::name, Function.identity()));
        var rows = new ArrayList<Row>();
        for (var name : names) {
            var origin = record.provenance().get(name);
            var copies = record.copies().stream()
                    .map(copy -> cell(
                            copy,
                            origin,
                            definitions
                                    .sync(new SystemId(copy.system()), entity)
                                    .flatMap(sync ->
                                            Optional.ofNullable(sync.fields().get(name)))))
                    .toList();
            rows.add(new Row(name, record.fields().get(name), origin, reasons.get(name), copies));
        }
        return rows;
    }

    private static Cell cell(CopyView copy, @Nullable Origin origin, Optional<FieldMap> map) {
        var setAt = origin == null ? null : origin.revision();
        var behind = setAt != null && setAt > copy.held();
        return map.map(FieldMap::local)
                .map(path -> new Cell(path, at(copy.local(), path), behind))
                .orElseGet(() -> new Cell(null, null, false));
    }

    private static @Nullable Value at(Map<String, Value> fields, String path) {
        var value = fields.get(path);
        var dot = path.indexOf('.');
        if (value != null || dot < 0) {
            return value;
        }
        return fields.get(path.substring(0, dot)) instanceof Value.Nested(Map<String, Value> inner)
                ? at(inner, path.substring(dot + 1))
                : null;
    }
}
