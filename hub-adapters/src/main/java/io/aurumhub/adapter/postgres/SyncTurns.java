package io.aurumhub.adapter.postgres;

import io.aurumhub.core.shared.SyncId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Who reads a sync: one node at a time, for what two of them read at once would arrive in any order. The turn of a
 * silent node ends with its term.
 */
public final class SyncTurns {

    private final JdbcTemplate database;
    private final Membership membership;
    /** By sync, as whom this node has its turn: it stays, for as long as it is not let go. */
    private final Map<SyncId, String> held = new ConcurrentHashMap<>();

    SyncTurns(JdbcTemplate database, Membership membership) {
        this.database = database;
        this.membership = membership;
    }

    /** Takes the turn; false while another node has it. */
    public boolean take(SyncId sync) {
        var owner = membership.owner();
        if (owner.equals(held.get(sync))) {
            return true;
        }
        boolean taken = database.update("""
            insert into hub_ops.sync_reader as r (sync, reader, since) values (?, ?, clock_timestamp())
            on conflict (sync) do update set reader = excluded.reader, since = excluded.since
            where r.reader = excluded.reader or not exists (
                select from hub_ops.node n where r.reader = n.node || '#' || n.term)\
            """, sync.value(), owner) == 1;
        if (taken) {
            held.put(sync, owner);
        }
        return taken;
    }

    /** Lets the other nodes read it, if there are any. */
    public void leave(SyncId sync) {
        if (!membership.isAlone()) {
            held.remove(sync);
            database.update(
                    "delete from hub_ops.sync_reader where sync = ? and reader = ?", sync.value(), membership.owner());
        }
    }
}
