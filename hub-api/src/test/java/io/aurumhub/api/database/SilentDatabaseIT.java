package io.aurumhub.api.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aurumhub.adapter.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What stands before the database, such as a pooler, takes logins and then does not answer. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SilentDatabaseIT {

    private final TestDatabase database = TestDatabase.fresh();

    @Test
    @Timeout(value = 40, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void a_connection_that_is_not_answered_after_the_login_is_given_up_soon() throws IOException {
        try (var pooler = new Pooler(database)) {
            pooler.answers = false;
            var raw = new RawConnections(pooler.url(), database.user(), database.password());

            long begin = System.nanoTime();
            assertThatThrownBy(raw::getConnection).isInstanceOf(SQLException.class);

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void the_hub_knows_that_it_is_away_and_when_it_is_back() throws IOException, SQLException {
        try (var pooler = new Pooler(database);
                var watched = WatchedDatabase.open(pooler.url(), database.user(), database.password(), 2)) {
            watched.getConnection().close();

            pooler.answers = false;
            pooler.cutAll();
            await().atMost(Duration.ofSeconds(20)).until(watched::isAway);
            assertThatThrownBy(watched::getConnection).hasMessageContaining("does not answer");

            pooler.answers = true;
            await().atMost(Duration.ofSeconds(20)).until(() -> !watched.isAway());
            watched.getConnection().close();
        }
    }

    @Test
    void a_statement_may_take_as_long_as_ever_once_the_connection_is_made() throws SQLException {
        var raw = new RawConnections(database.jdbcUrl(), database.user(), database.password());
        try (var connection = raw.getConnection()) {
            assertThat(connection.getNetworkTimeout()).isEqualTo(Math.toIntExact(TimeUnit.SECONDS.toMillis(330)));
        }
    }

    /** Passes everything on; while it does not answer, only up to the end of the login. */
    private static final class Pooler implements AutoCloseable {

        private static final String FIRST_STATEMENT = "set_config(w.name";

        private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final List<Socket> sockets = new CopyOnWriteArrayList<>();
        private final URI behind;
        private volatile boolean answers = true;

        Pooler(TestDatabase database) throws IOException {
            behind = URI.create(database.jdbcUrl().substring("jdbc:".length()));
            Thread.ofVirtual().start(this::accept);
        }

        String url() {
            return "jdbc:postgresql://127.0.0.1:" + door.getLocalPort() + behind.getPath();
        }

        void cutAll() {
            sockets.forEach(Pooler::cut);
            sockets.clear();
        }

        private void accept() {
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                while (!door.isClosed()) {
                    var outside = door.accept();
                    var inside = new Socket(behind.getHost(), behind.getPort());
                    sockets.addAll(List.of(outside, inside));
                    threads.execute(() -> pass(inside, outside));
                    threads.execute(() -> pass(outside, inside));
                }
            } catch (IOException closed) {
                cutAll();
            }
        }

        private void pass(Socket from, Socket to) {
            var buffer = new byte[8_192];
            try {
                for (int count = from.getInputStream().read(buffer); count >= 0; ) {
                    var said = new String(buffer, 0, count, StandardCharsets.ISO_8859_1);
                    if (answers || !said.contains(FIRST_STATEMENT)) {
                        to.getOutputStream().write(buffer, 0, count);
                    }
                    count = from.getInputStream().read(buffer);
                }
            } catch (IOException cut) {
                // the other side is told so
            }
            cut(from);
            cut(to);
        }

        private static void cut(Socket socket) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            door.close();
            cutAll();
        }
    }
}
