package io.aurumhub.api.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs PostgreSQL's own programs from one folder. PostgreSQL refuses to run as root; where the hub is root, the
 * programs run in a user namespace of their own, in which they are nobody, yet own their files.
 *
 * @param folder the one that holds {@code bin}
 */
record PostgresPrograms(Path folder) {

    /** How a program ended, and all that it printed. */
    record Result(int code, String output) {
        boolean isSuccess() {
            return code == 0;
        }
    }

    /** Waits for the end; each program used here has a time limit of its own. */
    Result run(String program, List<String> arguments) throws IOException {
        var command = new ArrayList<String>();
        if (LinuxUtils.isUnshareAvailable()) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(folder.resolve("bin").resolve(program).toString());
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        // PGDATA, PGPORT and their like, meant for another PostgreSQL, must not reach ours
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        var process = builder.start();
        process.getOutputStream().close();
        try {
            var output = new String(process.getInputStream().readAllBytes(), UTF_8);
            return new Result(process.waitFor(), output.strip());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while " + program + " ran", e);
        }
    }

    /** For example 18. */
    String majorVersion() throws IOException {
        var printed = run("postgres", List.of("--version")).output();
        return printed.replaceFirst("^\\D*(\\d+).*$", "$1");
    }
}
