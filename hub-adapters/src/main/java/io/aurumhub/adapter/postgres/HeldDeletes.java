package io.aurumhub.adapter.postgres;

import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.SyncId;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Deletes that full reads have found, and that are too many to be believed before a steward has looked. */
public final class HeldDeletes {

    private final JdbcTemplate database;

    HeldDeletes(JdbcTemplate database) {
        this.database = database;
    }

    /**
     * A steward's word.
     *
     * @param most no more deletes may pass
     */
    public record Approval(long most, String by, @Nullable String reason) {}

    /** Notes that deletes are held; an approval of fewer ones is void. */
    public void hold(SyncId sync, long vanished, long known, Instant at) {
        database.update("""
            insert into hub_ops.held_deletes (sync, vanished, known, held_at) values (?, ?, ?, ?)
            on conflict (sync) do update set vanished = excluded.vanished, known = excluded.known,
                approved = null, approved_by = null, reason = null\
            """, sync.value(), vanished, known, Timestamp.from(at));
    }

    /** Lets what is held pass, once; answers how many that are, nothing if none is held. */
    public Optional<Long> approve(SyncId sync, Provenance cause) {
        return database.queryForList("""
            update hub_ops.held_deletes set approved = vanished, approved_by = ?, reason = ?
            where sync = ? returning vanished\
            """, Long.class, cause.actor(), cause.reason(), sync.value()).stream()
                .findFirst();
    }

    /** The approval that is not used yet. */
    public Optional<Approval> approval(SyncId sync) {
        return database
                .query(
                        """
                        select approved, approved_by, reason from hub_ops.held_deletes
                        where sync = ? and approved is not null\
                        """,
                        (row, number) -> new Approval(row.getLong(1), row.getString(2), row.getString(3)),
                        sync.value())
                .stream()
                .findFirst();
    }

    /** Nothing is held any more: the deletes have passed, or the records are there again. */
    public void clear(SyncId sync) {
        database.update("delete from hub_ops.held_deletes where sync = ?", sync.value());
    }
}
