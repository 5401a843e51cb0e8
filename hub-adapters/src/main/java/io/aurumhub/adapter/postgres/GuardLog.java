package io.aurumhub.adapter.postgres;

import io.aurumhub.core.connector.Guard;
import io.aurumhub.core.shared.SyncId;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.JdbcTemplate;

/** What guards the writes of each sync, kept for other nodes and for the time after a restart. */
public final class GuardLog {

    private final JdbcTemplate database;
    private final Map<SyncId, String> noted = new ConcurrentHashMap<>();

    GuardLog(JdbcTemplate database) {
        this.database = database;
    }

    /** Writes only what differs from what this node noted last, and nothing that is not known. */
    public void note(SyncId sync, Guard guard, Instant now) {
        if (guard instanceof Guard.NotKnown || guard.kind().equals(noted.get(sync))) {
            return;
        }
        database.update("""
            insert into hub_ops.guard (sync, kind, noted_at) values (?, ?, ?)
            on conflict (sync) do update set kind = excluded.kind, noted_at = excluded.noted_at\
            """, sync.value(), guard.kind(), Timestamp.from(now));
        noted.put(sync, guard.kind());
    }

    /** As any node noted it last. */
    public Map<SyncId, Guard> all() {
        var all = new LinkedHashMap<SyncId, Guard>();
        database.query("select sync, kind from hub_ops.guard order by sync", row -> {
            all.put(new SyncId(row.getString("sync")), Guard.ofKind(row.getString("kind")));
        });
        return all;
    }
}
