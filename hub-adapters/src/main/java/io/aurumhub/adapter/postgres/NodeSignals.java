package io.aurumhub.adapter.postgres;

import com.zaxxer.hikari.HikariDataSource;
import io.aurumhub.core.shared.SystemId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.jdbc.PgConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Tells the other nodes of this database, by LISTEN and NOTIFY, which systems have something due. It carries no data
 * and may be lost: whoever is not told finds the work by looking, a little later. What is to be told while a signal is
 * on its way goes with the next one, so a loaded hub sends few. A node that is alone sends none.
 */
final class NodeSignals implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NodeSignals.class);

    private static final String CHANNEL = "aurum_due";

    /** After so long the listener looks whether it is still wanted, if nobody has told it. */
    private static final int LISTEN_MILLIS = 1_000;

    private static final int ANSWER_MILLIS = 4_000;

    /** After so many times without a message it looks whether the connection is still there. */
    private static final int QUIET_ROUNDS = 5;

    private static final long REST_MILLIS = 2_000;

    /** How long a closing hub waits for each of its threads before it cuts it short. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final DataSource source;
    private final JdbcTemplate database;
    private final String node;
    private final Consumer<Set<SystemId>> wake;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<SystemId> untold = new HashSet<>();
    private final Thread listener;
    private final Thread teller;
    private volatile boolean open = true;
    private volatile boolean accompanied;

    /** What one node says to all. */
    private record Message(String from, Kind kind, Set<String> systems) {}

    private enum Kind {
        /** I listen from now on; who else is there? */
        HELLO,
        /** I am, too. */
        HERE,
        /** These systems have something due. */
        DUE
    }

    /** @param wake is told what other nodes say is due; an empty set: something else changed */
    NodeSignals(DataSource source, String node, Consumer<Set<SystemId>> wake) {
        this.source = source;
        this.database = new JdbcTemplate(source);
        this.node = node;
        this.wake = wake;
        this.listener = Thread.ofVirtual().name("listen-to-nodes").start(this::listen);
        this.teller = Thread.ofVirtual().name("tell-nodes").start(this::tell);
    }

    /** To be told to the others; returns at once. */
    void tell(Set<SystemId> due) {
        if (!accompanied || due.isEmpty()) {
            return;
        }
        lock.lock();
        try {
            untold.addAll(due);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void tell() {
        while (open) {
            try {
                var due = next();
                if (!due.isEmpty()) {
                    send(Kind.DUE, due);
                }
            } catch (InterruptedException e) {
                return;
            } catch (DataAccessException e) {
                // The others look by themselves.
                LOG.debug("The other nodes could not be told", e);
            }
        }
    }

    /** Waits for what is to be told; nothing if this node closes. */
    private Set<SystemId> next() throws InterruptedException {
        lock.lock();
        try {
            while (open && untold.isEmpty()) {
                changed.await();
            }
            var due = Set.copyOf(untold);
            untold.clear();
            return due;
        } finally {
            lock.unlock();
        }
    }

    private void send(Kind kind, Set<SystemId> due) {
        var systems = due.stream().map(SystemId::value).collect(Collectors.toCollection(TreeSet::new));
        var message = HubJson.write(new Message(node, kind, systems));
        database.query("select pg_notify(?, ?)", row -> {}, CHANNEL, message);
    }

    private void listen() {
        while (open) {
            try (var connection = source.getConnection()) {
                listen(connection);
            } catch (SQLException | DataAccessException e) {
                if (!open) {
                    return;
                }
                LOG.debug("The other nodes cannot be heard; trying again", e);
                rest();
            }
        }
    }

    private void listen(Connection connection) throws SQLException {
        boolean isAsItWas = false;
        try {
            execute(connection, "listen " + CHANNEL);
            send(Kind.HELLO, Set.of());
            hearAll(connection);
            execute(connection, "unlisten *");
            connection.unwrap(PGConnection.class).getNotifications(); // what came last is nobody else's
            isAsItWas = true;
        } finally {
            if (!isAsItWas) {
                giveUp(connection);
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Hears what the others say until this node closes; then the connection has the time limit that it had before. */
    private void hearAll(Connection connection) throws SQLException {
        int quiet = 0;
        var postgres = connection.unwrap(PGConnection.class);
        // Not by the pool: whoever gives a connection up must not put it back to what it was.
        var limited = connection.unwrap(PgConnection.class);
        int limit = limited.getNetworkTimeout();
        limited.setNetworkTimeout(Runnable::run, ANSWER_MILLIS);
        while (open) {
            var messages = postgres.getNotifications(LISTEN_MILLIS);
            if (messages == null || messages.length == 0) {
                quiet = (quiet + 1) % QUIET_ROUNDS;
                if (quiet == 0 && !connection.isValid(QUIET_ROUNDS)) {
                    throw new SQLException("The connection was cut without a word");
                }
            } else {
                for (var message : messages) {
                    hear(message);
                }
            }
        }
        limited.setNetworkTimeout(Runnable::run, limit);
    }

    /**
     * It listens, and may have been cut: nobody else may have it. Not without need: a pool that is closed in the moment
     * in which it has closed a connection waits ten seconds for its own thread, which wants to fill it again.
     */
    private void giveUp(Connection connection) throws SQLException {
        if (source.isWrapperFor(HikariDataSource.class)) {
            source.unwrap(HikariDataSource.class).evictConnection(connection);
        }
    }

    private void hear(PGNotification notification) {
        var message = HubJson.MAPPER.readValue(notification.getParameter(), Message.class);
        if (message.from().equals(node)) {
            return;
        }
        accompanied = true;
        switch (message.kind()) {
            case HELLO -> send(Kind.HERE, Set.of());
            case HERE -> {}
            case DUE ->
                wake.accept(message.systems().stream().map(SystemId::new).collect(Collectors.toSet()));
        }
    }

    private void rest() {
        try {
            TimeUnit.MILLISECONDS.sleep(REST_MILLIS);
        } catch (InterruptedException e) {
            open = false;
        }
    }

    /**
     * Ends both threads by telling them; to interrupt a virtual thread that talks to the database would cut its
     * connection, of which the pool complains. That is done only where the database does not answer.
     */
    @Override
    public void close() {
        open = false;
        var farewell = Thread.ofVirtual().name("wake-listener").start(this::wakeListener);
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        for (var thread : List.of(listener, teller, farewell)) {
            end(thread);
        }
    }

    /** What a node says itself it does not act upon, but it looks up. */
    private void wakeListener() {
        try {
            send(Kind.HERE, Set.of());
        } catch (DataAccessException e) {
            LOG.debug("The listener could not be told to end", e);
        }
    }

    private static void end(Thread thread) {
        try {
            if (!thread.join(PATIENCE)) {
                thread.interrupt();
                thread.join(PATIENCE);
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
