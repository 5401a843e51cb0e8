package io.aurumhub.api.console;

import io.aurumhub.adapter.postgres.HubQueries;
import io.aurumhub.adapter.postgres.RecordQueries.RecordSummary;
import io.aurumhub.adapter.postgres.Slice;
import io.aurumhub.adapter.postgres.StatusView;
import io.aurumhub.adapter.postgres.WorkQueries.ConflictFilter;
import io.aurumhub.adapter.postgres.WorkQueries.ConflictView;
import io.aurumhub.api.privacy.Redactor;
import io.aurumhub.core.history.HistoryEntry;
import io.aurumhub.core.history.RecordHistory;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the first page shows. */
record Overview(StatusView status, List<Change> changes, List<Conflict> conflicts) {

    private static final int ROWS = 12;

    static Overview of(HubQueries queries, RecordHistory history, Redactor redactor, Words words) {
        var entries = redactor.history(history.latest(ROWS));
        var conflicts = queries.work()
                .conflicts(ConflictFilter.any(), Slice.Wanted.first(ROWS))
                .map(redactor::conflict)
                .items();
        var ids = Stream.concat(
                        entries.stream().map(entry -> entry.record().value()),
                        conflicts.stream().map(ConflictView::record))
                .collect(Collectors.toSet());
        var records = redactor.summaries(ids);
        return new Overview(
                queries.status().status(),
                entries.stream()
                        .map(entry ->
                                Change.of(entry, records.get(entry.record().value()), words))
                        .toList(),
                Conflict.of(conflicts, records, words));
    }

    /** One event, and the record it belongs to. */
    record Change(HistoryEntry entry, Story story, String title, String entity) {

        static Change of(HistoryEntry entry, @org.jspecify.annotations.Nullable RecordSummary record, Words words) {
            return record == null
                    ? new Change(entry, Story.of(entry), entry.record().toString(), "")
                    : new Change(
                            entry, Story.of(entry), words.title(record.entity(), record.fields()), record.entity());
        }
    }

    /** One conflict, and the record it belongs to. */
    record Conflict(ConflictView view, String title) {

        static List<Conflict> of(List<ConflictView> conflicts, Map<UUID, RecordSummary> records, Words words) {
            return conflicts.stream()
                    .map(conflict -> {
                        var record = records.get(conflict.record());
                        return new Conflict(
                                conflict,
                                record == null
                                        ? conflict.record().toString()
                                        : words.title(record.entity(), record.fields()));
                    })
                    .toList();
        }
    }
}
