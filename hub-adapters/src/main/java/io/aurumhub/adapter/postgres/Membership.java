package io.aurumhub.adapter.postgres;

import io.aurumhub.adapter.postgres.NodeTable.Seen;
import io.aurumhub.core.connector.TransientFault;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcUtils;

/**
 * This node among the others of its database. Each says every second that it lives. One that is silent for too long
 * loses its term: the others end its connections and free what it had begun. When it wakes up it has a new term, and
 * whatever was begun in an old one is void, as if it had been killed and started again. See ADR 0029.
 */
public final class Membership implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

    /** How often a node says that it lives. */
    private static final Duration BEAT = Duration.ofSeconds(1);

    /** A node of which nothing was heard for so long is silent. */
    static final Duration SILENCE = Duration.ofSeconds(6);

    /** Whoever had no answer for so long himself cannot say of others that they are silent. */
    private static final Duration OWN_GAP = Duration.ofSeconds(3);

    private static final int ANSWER_MILLIS = 4_000;

    /** No node has it: this one's name has been taken by another process. */
    private static final long NONE = -1;

    private final DataSource source;
    private final JdbcTemplate database;
    private final String node;
    private final UUID process = UUID.randomUUID();
    private final Runnable takenOver;
    private final Map<String, Heard> heard = new HashMap<>();
    /** The others, as they were last seen, without those that are known to be silent. */
    private Set<String> others = Set.of();

    private final Semaphore doubts = new Semaphore(0);
    private final Thread thread;
    private volatile long term;
    private volatile boolean alone = true;
    private volatile boolean open = true;
    private long lastBeat = System.nanoTime();

    /** The last new thing that was heard of a node, and when. */
    private record Heard(UUID process, long beat, long at) {}

    /**
     * Joins.
     *
     * @param takenOver is run when there is work that a node has left which is silent, or has gone
     */
    Membership(DataSource source, String node, Runnable takenOver) {
        this.source = source;
        this.database = new JdbcTemplate(source);
        this.node = node;
        this.takenOver = takenOver;
        this.term = joined();
        this.thread = Thread.ofPlatform().daemon().name("node-beat").start(this::run);
    }

    private long joined() {
        var joined = database.execute((Connection connection) -> {
            // A process of this name that has gone, or hangs: nothing of it may be under way any more.
            NodeTable.endSessions(connection, node);
            long joinedIn = NodeTable.join(connection, node, process);
            NodeTable.free(connection, node, node);
            return joinedIn;
        });
        return joined == null ? NONE : joined;
    }

    String node() {
        return node;
    }

    /** In which whatever is begun now is begun; it ends when the others take this node for silent. */
    public long term() {
        return term;
    }

    /** How claims are signed. */
    String owner() {
        return node + "#" + term;
    }

    /** No other node is known. */
    boolean isAlone() {
        return alone;
    }

    /**
     * To be called before something is done with what was read or claimed in a term. What is given to the lane of it is
     * given together with that term, and the lane asks the database.
     *
     * @throws TransientFault if the term is over, as far as this node knows by itself
     */
    public void require(long begun) {
        if (begun != term) {
            throw ended();
        }
    }

    /**
     * To be called right before something is written into a system; the database answers.
     *
     * @throws TransientFault if the term is over
     */
    public void check(long begun) {
        confirm(database.queryForObject("select max(term) from hub_ops.node where node = ?", Long.class, node), begun);
    }

    /**
     * Compares.
     *
     * @param stored the term of this node in the database
     * @throws TransientFault if what was begun in a term is void
     */
    void confirm(@Nullable Long stored, long begun) {
        if (stored == null || stored != begun || begun != term) {
            doubts.release();
            throw ended();
        }
    }

    /** What whoever waits for something that was begun in a term that is over is told. */
    static TransientFault ended() {
        return new TransientFault(
                "This node was silent for so long that the others took over from it; what it was at is begun anew, and"
                        + " this was not stored. Send it again",
                null);
    }

    private void run() {
        @Nullable Connection connection = null;
        while (open) {
            try {
                if (connection == null) {
                    connection = source.getConnection();
                    connection.setNetworkTimeout(Runnable::run, ANSWER_MILLIS);
                }
                beat(connection);
            } catch (SQLException e) {
                LOG.debug("This node could not say that it lives; it tries again", e);
                connection = dropped(connection);
            }
            rest();
        }
        if (connection != null) {
            leave(connection);
        }
    }

    private void beat(Connection connection) throws SQLException {
        var seen = NodeTable.beat(connection, node, process);
        long now = System.nanoTime();
        if (now - lastBeat > OWN_GAP.toNanos()) {
            heard.clear(); // the database was slow, or this node: so the others had no chance either
        }
        lastBeat = now;
        alone = seen.stream().allMatch(one -> one.node().equals(node));
        take(connection, seen);
        for (var one : seen) {
            if (!one.node().equals(node)) {
                hear(connection, one, now);
            }
        }
        if (seen.size() > 1) {
            NodeTable.forget(connection, node);
        }
        meet(seen);
    }

    /** One that has left said so itself, and does nothing more: somebody goes on with what it had begun. */
    private void meet(List<Seen> seen) {
        var present = seen.stream()
                .filter(one -> !one.node().equals(node) && !one.takenOver())
                .map(Seen::node)
                .collect(Collectors.toSet());
        var known = seen.stream().map(Seen::node).collect(Collectors.toSet());
        var left = others.stream().filter(one -> !known.contains(one)).toList();
        others = present;
        if (!left.isEmpty()) {
            LOG.info("{} left; the others go on with what was begun there", left);
            takeOver();
        }
    }

    private void takeOver() {
        Thread.ofVirtual().name("take-over").start(takenOver);
    }

    /** What the others have made of this node's term. */
    private void take(Connection connection, List<Seen> seen) throws SQLException {
        var own = seen.isEmpty() ? null : seen.getFirst().ownTerm();
        if (own == null) {
            boolean isTaken = seen.stream().anyMatch(one -> one.node().equals(node));
            if (isTaken && term != NONE) {
                LOG.error("Another process has started with this hub's home and has taken its place; this one does"
                        + " nothing more. Stop it, and give each hub a home of its own with HUB_HOME");
            }
            term = isTaken ? NONE : NodeTable.join(connection, node, process);
        } else if (own != term) {
            LOG.warn("This node was silent, and the others took over from it. It begins anew with what is to be done");
            term = own;
            NodeTable.free(connection, node, node);
        }
    }

    private void hear(Connection connection, Seen one, long now) throws SQLException {
        var before = heard.get(one.node());
        if (before == null || before.beat != one.beat() || !before.process.equals(one.process())) {
            heard.put(one.node(), new Heard(one.process(), one.beat(), now));
            return;
        }
        if (now - before.at < SILENCE.toNanos() || one.takenOver()) {
            return;
        }
        if (one.silent() || NodeTable.endTerm(connection, one)) {
            LOG.warn("Node {} is silent; its connections are ended, and the others do its work", one.node());
            NodeTable.endSessions(connection, one.node());
            NodeTable.free(connection, one.node(), node);
            takeOver();
        }
    }

    private void rest() {
        try {
            if (doubts.tryAcquire(BEAT.toMillis(), TimeUnit.MILLISECONDS)) {
                doubts.drainPermits();
            }
        } catch (InterruptedException e) {
            open = false;
        }
    }

    private void leave(Connection connection) {
        try {
            NodeTable.leave(connection, node, process);
        } catch (SQLException e) {
            LOG.debug("This node could not say good-bye; it will be thought silent", e);
        }
        dropped(connection);
    }

    private static @Nullable Connection dropped(@Nullable Connection connection) {
        JdbcUtils.closeConnection(connection);
        return null;
    }

    @Override
    public void close() {
        open = false;
        doubts.release();
        try {
            if (!thread.join(Duration.ofMillis(ANSWER_MILLIS))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
