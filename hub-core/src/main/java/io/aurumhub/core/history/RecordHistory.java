package io.aurumhub.core.history;

import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads what happened, from the events themselves and not from the tables. */
public interface RecordHistory {

    /** The most entries one call may ask for. */
    int LARGEST_PAGE = 200;

    /**
     * A part of one record's history, oldest first.
     *
     * @param fromRevision the first revision wanted; 1 is the record's beginning
     * @return at most {@code limit} entries; empty if there is no such record, or nothing from that revision on
     */
    List<HistoryEntry> of(GoldenRecordId record, long fromRevision, int limit);

    /** These entries of one record, in no order; revisions that it never had are missing. */
    List<HistoryEntry> at(GoldenRecordId record, Collection<Long> revisions);

    /** The record as it was at a revision; empty if it never had that revision. */
    Optional<Snapshot> asOf(GoldenRecordId record, long revision);

    /** The record as it was at a moment; empty if it did not exist yet. */
    Optional<Snapshot> asOf(GoldenRecordId record, Instant moment);

    /**
     * Shows the whole record as each of its revisions left it, oldest first, until the viewer has seen enough.
     *
     * @param viewer answers whether it wants to see more
     */
    void walk(GoldenRecordId record, Predicate<GoldenRecord> viewer);

    /** The newest entries of the whole hub, newest first, without those that only tell of a delivery. */
    List<HistoryEntry> latest(int limit);

    /** A golden record at one revision; {@code recordedAt} is when that revision came to be. */
    record Snapshot(
            GoldenRecordId record,
            EntityName entity,
            long revision,
            boolean deleted,
            Map<String, Value> fields,
            Instant recordedAt) {
        public Snapshot {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }
    }
}
