package io.aurumhub.adapter.postgres;

import io.aurumhub.core.connector.Pointer;
import io.aurumhub.core.shared.SyncId;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** How far each sync has read, kept across restarts. */
public final class SyncStates {

    private final JdbcTemplate database;

    SyncStates(JdbcTemplate database) {
        this.database = database;
    }

    /**
     * A sync's state.
     *
     * @param pointer null: nothing was read yet
     * @param readBegan when the read began that led to the pointer; null: not known
     * @param readTo when the last page before the pointer was there; null: none was
     * @param loaded the first full read is done
     * @param lastScanAt when the keys were compared last
     * @param lastReadWholeAt when the last read of everything began
     */
    public record SyncState(
            @Nullable Pointer pointer,
            @Nullable Instant readBegan,
            @Nullable Instant readTo,
            boolean loaded,
            @Nullable Instant lastScanAt,
            @Nullable Instant lastReadWholeAt) {

        /** How long the read took that led to the pointer, page by page. */
        public Duration readTook() {
            return readBegan == null || readTo == null || readTo.isBefore(readBegan)
                    ? Duration.ZERO
                    : Duration.between(readBegan, readTo);
        }
    }

    public SyncState of(SyncId sync) {
        return database
                .query(
                        """
                        select pointer, read_began_at, last_success_at, loaded, last_scan_at, last_read_whole_at
                        from hub_ops.sync_state where sync = ?\
                        """,
                        (row, number) -> new SyncState(
                                row.getString(1) == null ? null : new Pointer(row.getString(1)),
                                RecordStates.instant(row, "read_began_at"),
                                RecordStates.instant(row, "last_success_at"),
                                row.getBoolean(4),
                                RecordStates.instant(row, "last_scan_at"),
                                RecordStates.instant(row, "last_read_whole_at")),
                        sync.value())
                .stream()
                .findFirst()
                .orElse(new SyncState(null, null, null, false, null, null));
    }

    /** The syncs whose first full read is done. */
    public Set<SyncId> loaded() {
        return database.queryForList("select sync from hub_ops.sync_state where loaded", String.class).stream()
                .map(SyncId::new)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The syncs whose first full read has begun and is not done. */
    public Set<SyncId> firstReads() {
        return database.queryForList("select sync from hub_ops.sync_state where not loaded", String.class).stream()
                .map(SyncId::new)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** A read begins; of a first one, everybody must know before anything of it is taken in. */
    public void begun(SyncId sync) {
        database.update("insert into hub_ops.sync_state (sync) values (?) on conflict do nothing", sync.value());
    }

    /**
     * A page was read and all of it is committed.
     *
     * @param began when the read began that this page belongs to
     * @param readTo when this page was there
     */
    public void advance(SyncId sync, @Nullable Pointer pointer, boolean caughtUp, Instant began, Instant readTo) {
        database.update(
                """
                insert into hub_ops.sync_state
                    (sync, pointer, loaded, caught_up, read_began_at, last_read_at, last_success_at)
                values (?, ?, ?, ?, ?, ?, ?)
                on conflict (sync) do update set pointer = excluded.pointer,
                    loaded = hub_ops.sync_state.loaded or excluded.loaded, caught_up = excluded.caught_up,
                    read_began_at = excluded.read_began_at, last_read_at = excluded.last_read_at,
                    last_success_at = excluded.last_success_at, last_error = null\
                """,
                sync.value(),
                pointer == null ? null : pointer.value(),
                caughtUp,
                caughtUp,
                Timestamp.from(began),
                Timestamp.from(readTo),
                Timestamp.from(readTo));
    }

    /** A read failed. */
    public void failed(SyncId sync, String error, Instant at) {
        database.update("""
            insert into hub_ops.sync_state (sync, last_read_at, last_error) values (?, ?, ?)
            on conflict (sync) do update set caught_up = false, last_read_at = excluded.last_read_at,
                last_error = excluded.last_error\
            """, sync.value(), Timestamp.from(at), Text.storable(error));
    }

    /** The hub was away: nobody knows whether the sources have news until they are read again. */
    void forgetCaughtUp() {
        database.update("update hub_ops.sync_state set caught_up = false");
    }

    /** The next read begins where the first one began; what it shows again is no news. */
    void readFromTheBeginning(SyncId sync) {
        database.update("update hub_ops.sync_state set pointer = null, caught_up = false where sync = ?", sync.value());
    }

    /** Everything was read, whatever the watermarks say. */
    public void readWhole(SyncId sync, Instant began) {
        database.update(
                "update hub_ops.sync_state set last_read_whole_at = ? where sync = ?",
                Timestamp.from(began),
                sync.value());
    }

    /** The keys were compared. */
    public void scanned(SyncId sync, Instant at) {
        database.update(
                "update hub_ops.sync_state set last_scan_at = ? where sync = ?", Timestamp.from(at), sync.value());
    }
}
