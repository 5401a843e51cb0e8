package io.aurumhub.api.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processes of the embedded server: whatever runs programs from a hub's own folder. When the first of them, the
 * postmaster, is killed, the others may live on for as long as they have work; PostgreSQL does not start before they
 * have ended, and nobody else would end them.
 */
final class ServerProcesses {

    private static final Logger log = LoggerFactory.getLogger(ServerProcesses.class);

    /** Most of them notice by themselves that the postmaster is gone. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private static final Duration KILL_LIMIT = Duration.ofSeconds(5);
    private static final long LOOK_MILLIS = 20;
    /** PostgreSQL's pidfile.h: LOCK_FILE_LINE_PM_STATUS. */
    private static final int STATUS_LINE = 8;

    private ServerProcesses() {}

    /** Whether a process runs; one that has ended and of which only nobody has taken note does not. */
    static boolean isRunning(ProcessHandle process) {
        return process.isAlive() && !isZombie(process.pid());
    }

    private static boolean isZombie(long pid) {
        var stat = Path.of("/proc", Long.toString(pid), "stat");
        try {
            var line = Files.readString(stat);
            return line.startsWith(" Z", line.lastIndexOf(')') + 1);
        } catch (IOException e) {
            return false; // it has just gone, or this system shows its processes in another way
        }
    }

    /** The process that the server's lock file names, if there is one. */
    static Optional<ProcessHandle> postmasterOf(DatabaseFolder folder) throws IOException {
        var file = folder.data().resolve("postmaster.pid");
        var line = Files.exists(file)
                ? Files.readAllLines(file).stream().findFirst().orElse("").strip()
                : "";
        return line.isEmpty() ? Optional.empty() : ProcessHandle.of(Long.parseLong(line));
    }

    /** Whether the server, by its lock file, has been told to stop, and takes no new sessions. */
    static boolean isStopping(DatabaseFolder folder) throws IOException {
        var file = folder.data().resolve("postmaster.pid");
        return Files.exists(file)
                && Files.readAllLines(file).stream()
                        .skip(STATUS_LINE - 1)
                        .findFirst()
                        .filter(line -> line.strip().equals("stopping"))
                        .isPresent();
    }

    /**
     * Ends what a killed postmaster has left, and its lock file, so that a server can be started. Nothing that was
     * committed is lost: the next start recovers, as after a power cut.
     */
    static void endLeftovers(DatabaseFolder folder) throws IOException {
        var left = leftIn(folder);
        if (!left.isEmpty()) {
            awaitEnd(left, PATIENCE);
            var stubborn = left.stream().filter(ServerProcesses::isRunning).toList();
            if (!stubborn.isEmpty()) {
                log.info("Ending {} processes that the database left behind", stubborn.size());
                stubborn.forEach(ProcessHandle::destroyForcibly);
                awaitEnd(stubborn, KILL_LIMIT);
            }
        }
        Files.deleteIfExists(folder.data().resolve("postmaster.pid"));
    }

    private static List<ProcessHandle> leftIn(DatabaseFolder folder) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .command()
                        .filter(command -> Path.of(command).startsWith(folder.programs()))
                        .isPresent())
                .filter(ServerProcesses::isRunning)
                .toList();
    }

    private static void awaitEnd(List<ProcessHandle> processes, Duration limit) throws IOException {
        long until = System.nanoTime() + limit.toNanos();
        try {
            while (processes.stream().anyMatch(ServerProcesses::isRunning) && System.nanoTime() - until < 0) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while the processes of the database end", e);
        }
    }
}
