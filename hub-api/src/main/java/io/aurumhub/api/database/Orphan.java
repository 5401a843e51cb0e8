package io.aurumhub.api.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PostgreSQL that a killed hub left running: it is stopped in an orderly way, so nothing that was committed is
 * lost. Only a process that runs programs from this hub's own folder is ever stopped.
 */
final class Orphan {

    private static final Logger log = LoggerFactory.getLogger(Orphan.class);
    private static final Duration STOP_LIMIT = Duration.ofMinutes(2);

    private Orphan() {}

    static void stopIn(DatabaseFolder folder) throws IOException {
        var pidFile = folder.data().resolve("postmaster.pid");
        var process = ServerProcesses.postmasterOf(folder).orElse(null);
        if (process == null || !ServerProcesses.isRunning(process)) {
            ServerProcesses.endLeftovers(folder); // it may have been killed as well
            return;
        }
        var program = process.info().command().map(Path::of).orElse(Path.of(""));
        if (program.startsWith(folder.programs())) {
            stop(folder, program, process.pid());
        } else {
            // after a restart of the machine the number may be anybody's; PostgreSQL would refuse to start for it
            log.info("The process {} named in {} is not a database of this hub; left alone", process.pid(), pidFile);
            Files.delete(pidFile);
        }
    }

    private static void stop(DatabaseFolder folder, Path program, long pid) throws IOException {
        log.info("Stopping the database process {} that an earlier hub left behind", pid);
        var programs = new PostgresPrograms(program.resolve("../..").normalize());
        var stopped = programs.run(
                "pg_ctl",
                List.of(
                        "stop",
                        "-D",
                        folder.data().toString(),
                        "-m",
                        "fast",
                        "-w",
                        "-t",
                        Long.toString(STOP_LIMIT.toSeconds())));
        if (!stopped.isSuccess()) {
            throw new DatabaseUnavailable(
                    "The database process %d that an earlier hub left running in %s does not stop: %s"
                            .formatted(pid, folder.path(), stopped.output()));
        }
    }
}
