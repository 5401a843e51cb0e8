package io.aurumhub.api.database;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.APPEND;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * A PostgreSQL server of the hub's own, with its data kept in a folder: as durable as PostgreSQL can be, reachable from
 * this machine only, and only with a password that none but the folder's owner can read.
 *
 * <p>One hub per folder; a second is refused. A hub that was killed leaves its server running; the next one stops that
 * and starts anew, with everything that was committed. Close the server after the last connection: it ends those left.
 */
public final class EmbeddedPostgresServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgresServer.class);

    private static final String USER = "aurum";
    private static final int FIRST_PORT = 15432;
    private static final Duration START_LIMIT = Duration.ofMinutes(5); // long enough to recover from a crash
    private static final Duration STOP_LIMIT = Duration.ofMinutes(1);
    private static final long LARGEST_LOG_BYTES = 10_000_000;
    private static final int LOG_LINES_SHOWN = 10;
    private static final Pattern DATABASE_NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

    /** These are promises, so they stand on the command line, where no configuration file can take them back. */
    private static final String PROMISES = "-c fsync=on -c synchronous_commit=on -c full_page_writes=on"
            + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=";

    private final DatabaseFolder folder;
    private final PostgresPrograms programs;
    private final String password;
    private final int port;
    private @Nullable ProcessHandle postmaster;
    private @Nullable Revival revival;

    /** Who wants to know that the server dies. */
    public interface Deaths {
        /** It has died, and is about to be started again. */
        void died();

        /** It died too often; nobody starts it any more. */
        void gaveUp(String why);
    }

    private EmbeddedPostgresServer(DatabaseFolder folder, PostgresPrograms programs, String password, int port) {
        this.folder = folder;
        this.programs = programs;
        this.password = password;
        this.port = port;
    }

    /**
     * Starts the server and returns when it takes connections: after about two seconds the first time, then well under
     * one.
     *
     * @param path made if it is missing; everything the server keeps is in it
     * @throws DatabaseUnavailable if another hub uses the folder, if another major version made its data, or if the
     *     server does not start
     */
    public static EmbeddedPostgresServer start(Path path) {
        try {
            var folder = DatabaseFolder.take(path);
            try {
                return startIn(folder);
            } catch (IOException | RuntimeException e) {
                folder.close();
                throw e;
            }
        } catch (IOException e) {
            throw new DatabaseUnavailable("Cannot start the database in " + path + ": " + e, e);
        }
    }

    private static EmbeddedPostgresServer startIn(DatabaseFolder folder) throws IOException {
        var begin = System.nanoTime();
        var programs = new PostgresPrograms(PostgresBinaries.unpackedUnder(folder.programs()));
        Orphan.stopIn(folder);
        var password = folder.password();
        if (folder.hasData()) {
            checkVersion(folder, programs);
        } else {
            create(folder, programs);
        }
        var server = new EmbeddedPostgresServer(folder, programs, password, choosePort(folder));
        server.startProcess();
        log.info(
                "Database ready in {} ms, port {}, data in {}",
                (System.nanoTime() - begin) / 1_000_000,
                server.port,
                folder.data());
        return server;
    }

    private static void checkVersion(DatabaseFolder folder, PostgresPrograms programs) throws IOException {
        var made = Files.readString(folder.data().resolve("PG_VERSION")).strip();
        var ours = programs.majorVersion();
        if (!made.equals(ours)) {
            throw new DatabaseUnavailable(
                    ("The data in %s was made by PostgreSQL %s, but this hub brings PostgreSQL %s. Dump it with a hub"
                        + " that brings %s and load the dump here, or give this hub an empty home with HUB_HOME")
                            .formatted(folder.data(), made, ours, made));
        }
    }

    /** In a folder beside the final one, so that a hub killed half-way leaves nothing that looks like a database. */
    private static void create(DatabaseFolder folder, PostgresPrograms programs) throws IOException {
        var halfDone = folder.path().resolve("data.creating");
        FileSystemUtils.deleteRecursively(halfDone);
        var created = programs.run(
                "initdb",
                List.of(
                        "--pgdata=" + halfDone,
                        "--username=" + USER,
                        "--pwfile=" + folder.passwordFile(),
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale-provider=builtin", // sorts the same on every machine
                        "--locale=C.UTF-8",
                        "--data-checksums"));
        if (!created.isSuccess()) {
            throw new DatabaseUnavailable("Cannot create a database in " + folder.path() + ": " + created.output());
        }
        Files.writeString(halfDone.resolve("postgresql.conf"), "\ninclude 'aurum.conf'\n", APPEND);
        Files.move(halfDone, folder.data(), ATOMIC_MOVE);
    }

    private static int choosePort(DatabaseFolder folder) throws IOException {
        for (var port : Stream.concat(folder.rememberedPort().stream(), Stream.of(FIRST_PORT, 0))
                .toList()) {
            try (var socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
                folder.rememberPort(socket.getLocalPort());
                return socket.getLocalPort();
            } catch (BindException e) {
                log.debug("Port {} is taken", port, e);
            }
        }
        throw new DatabaseUnavailable("No free port on 127.0.0.1");
    }

    /**
     * From now on the server is started again when it dies, at the same port.
     *
     * @param mostStarts how often within ten minutes; then the listener is told that it is given up
     */
    public synchronized void keepAlive(int mostStarts, Deaths listener) {
        if (revival == null) {
            revival = new Revival(this, new Revival.Limit(mostStarts, Revival.Limit.USUAL.within()), listener);
        }
    }

    /** Whether its process runs; true, too, once it has been closed. */
    synchronized boolean isAlive() {
        return !folder.isTaken() || (postmaster != null && ServerProcesses.isRunning(postmaster));
    }

    /**
     * Ends a server that somebody else has told to stop. It would wait for the hub's own sessions, which do not end,
     * and take no new ones meanwhile.
     */
    synchronized void endIfStopping() {
        try {
            if (folder.isTaken() && ServerProcesses.isStopping(folder)) {
                var stopped = pgCtl("stop", STOP_LIMIT, "-m", "fast");
                log.debug("Somebody stops the database; it has been ended at once: {}", stopped);
            }
        } catch (IOException e) {
            log.debug("The lock file of the database could not be read; it is looked at again soon", e);
        }
    }

    /** Starts the server after its death. */
    synchronized void startAgain() {
        if (!folder.isTaken()) {
            return;
        }
        var begin = System.nanoTime();
        try {
            ServerProcesses.endLeftovers(folder);
            startProcess();
        } catch (IOException e) {
            throw new DatabaseUnavailable("Cannot start the database in " + folder.data() + ": " + e, e);
        }
        log.info("Database back after {} ms, port {}", (System.nanoTime() - begin) / 1_000_000, port);
    }

    Path log() {
        return folder.log();
    }

    private void startProcess() throws IOException {
        if (Files.exists(folder.log()) && Files.size(folder.log()) > LARGEST_LOG_BYTES) {
            Files.move(folder.log(), folder.path().resolve("server.old.log"), REPLACE_EXISTING);
        }
        Files.writeString(folder.data().resolve("aurum.conf"), settings());
        var oldLines = logLines().size();
        var started = pgCtl("start", START_LIMIT, "-l", folder.log().toString(), "-o", "-p " + port + " " + PROMISES);
        if (!started.isSuccess()) {
            var stopped = pgCtl("stop", STOP_LIMIT, "-m", "fast"); // it may be half-way up
            log.debug("Stop after the failed start: {}", stopped);
            throw new DatabaseUnavailable("The database in %s does not start: %s%n%s"
                    .formatted(folder.data(), started.output(), linesAfter(oldLines)));
        }
        postmaster = ServerProcesses.postmasterOf(folder).orElse(null);
    }

    /** Written at every start; a line after the include in postgresql.conf overrides it. Messages never show data. */
    private static String settings() {
        return """
            max_connections = 100
            shared_buffers = %dMB
            max_wal_size = 4GB
            checkpoint_timeout = 15min
            random_page_cost = 1.1
            jit = off
            timezone = 'UTC'
            log_timezone = 'UTC'
            log_checkpoints = off
            log_error_verbosity = terse
            log_min_error_statement = panic
            """.formatted(SharedBuffers.ofThisMachine().mebibytes());
    }

    private PostgresPrograms.Result pgCtl(String action, Duration limit, String... options) throws IOException {
        var arguments = Stream.concat(
                Stream.of(action, "-D", folder.data().toString(), "-w", "-t", Long.toString(limit.toSeconds())),
                Stream.of(options));
        return programs.run("pg_ctl", arguments.toList());
    }

    private String linesAfter(int oldLines) throws IOException {
        return String.join(
                "\n", logLines().stream().skip(oldLines).limit(LOG_LINES_SHOWN).toList());
    }

    private List<String> logLines() throws IOException {
        return Files.exists(folder.log()) ? Files.readAllLines(folder.log()) : List.of();
    }

    /** Creates the database unless it is there. */
    public void createDatabaseIfMissing(String name) {
        if (!DATABASE_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("Not a database name: '" + name + "'; use a-z, 0-9 and _");
        }
        var login = new Properties();
        login.setProperty("user", user());
        login.setProperty("password", password());
        try (var connection = DriverManager.getConnection(jdbcUrl("postgres"), login);
                var question = connection.prepareStatement("SELECT 1 FROM pg_database WHERE datname = ?");
                var creation = connection.createStatement()) {
            question.setString(1, name);
            if (!question.executeQuery().next()) {
                creation.execute("CREATE DATABASE " + name);
            }
        } catch (SQLException e) {
            throw new DatabaseUnavailable("Cannot create database " + name + " in " + folder.data(), e);
        }
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
    }

    /** The owner of every database of this server. */
    public String user() {
        return USER;
    }

    public String password() {
        return password;
    }

    /** The same at every start, unless somebody else has taken it meanwhile. */
    public int port() {
        return port;
    }

    /** Ends the connections that are left, in mid-transaction if need be, and stops the server. May be called twice. */
    @Override
    public synchronized void close() {
        if (revival != null) {
            revival.close();
        }
        if (!folder.isTaken()) {
            return;
        }
        try (folder) {
            if (!isAlive()) {
                ServerProcesses.endLeftovers(folder);
                return;
            }
            var stopped = pgCtl("stop", STOP_LIMIT, "-m", "fast");
            if (!stopped.isSuccess()) {
                log.warn(
                        "The database in {} did not stop: {}. The next start will see to it",
                        folder.data(),
                        stopped.output());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot stop the database in " + folder.data(), e);
        }
    }
}
