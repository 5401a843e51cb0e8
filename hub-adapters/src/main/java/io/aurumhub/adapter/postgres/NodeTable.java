package io.aurumhub.adapter.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the nodes of one database write down about each other, by the database's clock. */
final class NodeTable {

    private static final Logger LOG = LoggerFactory.getLogger(NodeTable.class);

    /** The application name of a hub's connections begins so; others are not known to be one node's alone. */
    private static final String OWN_SESSIONS = "aurum ";

    /** How long a session that is ended may take for it. */
    private static final int END_MILLIS = 1_000;

    /** A term begins as a time, so that none is ever given again, also to a node that was forgotten. */
    private static final String JOIN = """
        insert into hub_ops.node as n (node, process, term, beat, sessions, seen_at, started_at)
        values (?, ?, (extract(epoch from clock_timestamp()) * 1000)::bigint, 0, ?, clock_timestamp(),
            clock_timestamp())
        on conflict (node) do update set process = excluded.process, term = n.term + 1, beat = 0,
            sessions = excluded.sessions, seen_at = excluded.seen_at, started_at = excluded.started_at,
            silent_since = null, taken_over_at = null
        returning term\
        """;

    /** One that is lost with the database is not worth waiting for a disk. */
    private static final String BEAT = """
        with mine as (
            update hub_ops.node set beat = beat + 1, seen_at = clock_timestamp(), silent_since = null,
                taken_over_at = null
            where node = ? and process = ? returning term)
        select n.node, n.process, n.beat, n.term, n.silent_since is not null, n.taken_over_at is not null,
               (select term from mine), set_config('synchronous_commit', 'off', true)
        from hub_ops.node n\
        """;

    private static final String END_TERM = """
        update hub_ops.node set term = term + 1, silent_since = clock_timestamp(), taken_over_at = null
        where node = ? and process = ? and beat = ? and silent_since is null\
        """;

    private static final String END_SESSIONS = """
        select pg_terminate_backend(a.pid, ?) from pg_stat_activity a
        join hub_ops.node n on n.sessions = a.application_name
        where n.node = ? and a.datname = current_database() and a.usename = current_user
          and a.application_name <> current_setting('application_name')\
        """;

    private static final String LEAVE = """
        with gone as (
            delete from hub_ops.node where node = ? and process = ? returning node || '#' || term as owner),
        claims as (
            update hub_read.crosswalk set lease_owner = null, lease_until = null
            where wanted > held and refused is null and lease_owner in (select owner from gone))
        delete from hub_ops.sync_reader where reader in (select owner from gone)\
        """;

    private static final String FORGET = """
        delete from hub_ops.node
        where node <> ? and taken_over_at is not null and seen_at < clock_timestamp() - interval '1 day'\
        """;

    private NodeTable() {}

    /**
     * A node as it was just seen.
     *
     * @param ownTerm what the node that looks has as its term; null: another process goes by its name, or nobody
     */
    record Seen(
            String node,
            UUID process,
            long beat,
            long term,
            boolean silent,
            boolean takenOver,
            @Nullable Long ownTerm) {}

    static long join(Connection connection, String node, UUID process) throws SQLException {
        var sessions = text(connection, "select current_setting('application_name')");
        try (var statement = connection.prepareStatement(JOIN)) {
            statement.setString(1, node);
            statement.setObject(2, process);
            statement.setString(3, sessions != null && sessions.startsWith(OWN_SESSIONS) ? sessions : null);
            return number(statement);
        }
    }

    /** Says that this node lives, and answers who else is known. */
    static List<Seen> beat(Connection connection, String node, UUID process) throws SQLException {
        var seen = new ArrayList<Seen>();
        try (var statement = connection.prepareStatement(BEAT)) {
            statement.setString(1, node);
            statement.setObject(2, process);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    seen.add(seen(rows));
                }
            }
        }
        return seen;
    }

    private static Seen seen(ResultSet row) throws SQLException {
        long own = row.getLong(7);
        boolean isKnown = !row.wasNull();
        return new Seen(
                row.getString(1),
                row.getObject(2, UUID.class),
                row.getLong(3),
                row.getLong(4),
                row.getBoolean(5),
                row.getBoolean(6),
                isKnown ? own : null);
    }

    /** Ends the term of a node that is silent since that beat; false if it is not, or somebody else was quicker. */
    static boolean endTerm(Connection connection, Seen silent) throws SQLException {
        try (var statement = connection.prepareStatement(END_TERM)) {
            statement.setString(1, silent.node());
            statement.setObject(2, silent.process());
            statement.setLong(3, silent.beat());
            return statement.executeUpdate() == 1;
        }
    }

    /**
     * Ends the connections of a node, with all that it holds by them. Where that is not allowed, the limits that its
     * connections have been given end them a little later.
     */
    static void endSessions(Connection connection, String node) {
        try (var statement = connection.prepareStatement(END_SESSIONS)) {
            statement.setInt(1, END_MILLIS);
            statement.setString(2, node);
            try (var rows = statement.executeQuery()) {
                int ended = 0;
                while (rows.next()) {
                    ended++;
                }
                LOG.debug("{} connections of {} were ended", ended, node);
            }
        } catch (SQLException e) {
            LOG.warn("The connections of the silent node {} could not be ended: {}", node, e.getMessage());
        }
    }

    /** The name of the same node with any of its terms. */
    private static String ofNode(String node) {
        return node.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "#%";
    }

    /** Frees what a node has begun in terms that are over. */
    static void free(Connection connection, String node, String by) throws SQLException {
        var owner = "(select node || '#' || term from hub_ops.node where node = ?)";
        run(
                connection,
                "update hub_read.crosswalk set lease_owner = null, lease_until = null where wanted > held"
                        + " and refused is null and lease_owner like ? and lease_owner <> " + owner,
                ofNode(node),
                node);
        run(
                connection,
                "delete from hub_ops.sync_reader where reader like ? and reader <> " + owner,
                ofNode(node),
                node);
        if (!by.equals(node)) {
            run(
                    connection,
                    "update hub_ops.run set state = 'failed', ended_at = clock_timestamp(), error = ?"
                            + " where state = 'running' and node = ?",
                    RunLog.SILENT,
                    node);
            run(
                    connection,
                    "update hub_ops.delivery_order set node = ? where state = 'running' and node = ?",
                    by,
                    node);
            run(
                    connection,
                    "update hub_ops.node set taken_over_at = clock_timestamp() where node = ? and silent_since is not"
                            + " null",
                    node);
        }
    }

    /** Nodes that nobody has heard of for a day. */
    static void forget(Connection connection, String node) throws SQLException {
        run(connection, FORGET, node);
    }

    /** Goes, and frees what it has claimed. The others see that it has gone, and go on with the rest. */
    static void leave(Connection connection, String node, UUID process) throws SQLException {
        try (var statement = connection.prepareStatement(LEAVE)) {
            statement.setString(1, node);
            statement.setObject(2, process);
            statement.executeUpdate();
        }
    }

    private static void run(Connection connection, String sql, String... values) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    private static long number(PreparedStatement statement) throws SQLException {
        try (var row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static @Nullable String text(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : null;
        }
    }
}
