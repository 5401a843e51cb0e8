package io.aurumhub.api.bench;

import io.aurumhub.api.bench.BenchDatabase.Login;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.util.FileSystemUtils;

/** A database and a folder for one run of the benchmark, both gone afterwards, even if it is interrupted. */
final class Workshop implements AutoCloseable {

    private final Class<?> main;
    private final PrintWriter progress;
    private final Path folder;
    private final BenchDatabase database;
    private final Thread ifInterrupted = new Thread(this::cleanUp, "bench-clean-up");
    private @Nullable Stage stage;
    private boolean clean;

    private Workshop(Class<?> main, PrintWriter progress, Path folder, BenchDatabase database) {
        this.main = main;
        this.progress = progress;
        this.folder = folder;
        this.database = database;
    }

    /** @param login of an empty database; null: one is started */
    static Workshop open(Class<?> main, @Nullable Login login, PrintWriter progress) throws IOException, SQLException {
        quiet();
        var folder = Files.createTempDirectory("aurum-bench"); // which only its owner can read
        try {
            var database =
                    login == null ? BenchDatabase.embedded(folder.resolve("postgres")) : BenchDatabase.given(login);
            var workshop = new Workshop(main, progress, folder, database);
            Runtime.getRuntime().addShutdownHook(workshop.ifInterrupted);
            return workshop;
        } catch (SQLException | RuntimeException e) {
            FileSystemUtils.deleteRecursively(folder);
            throw e;
        }
    }

    /** Nothing but warnings, also before Spring Boot has set logging up. */
    private static void quiet() {
        var logging = LoggingSystem.get(Workshop.class.getClassLoader());
        logging.beforeInitialize();
        logging.setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.WARN);
    }

    /** Measures one after the other; one that fails keeps none of the others from being measured. */
    Report measure(List<String> words, int records, int rounds) throws IOException, InterruptedException {
        var measuring = new Rounds(records, rounds, progress);
        var results = new ArrayList<Result>();
        var failures = new ArrayList<String>();
        for (var word : words) {
            var figure = word.equals(PeakMemory.WORD) ? new PeakMemory(main, folder) : Figures.of(word, stage());
            try {
                results.addAll(measuring.of(figure));
            } catch (IOException | SQLException | RuntimeException e) {
                failures.add(word + ": " + e.getMessage());
                progress.println("FAILED " + failures.getLast());
                progress.flush();
            }
        }
        return new Report(Machine.described(database), records, rounds, results, List.of(), failures);
    }

    Report grow(List<Integer> sizes) throws IOException, SQLException, InterruptedException {
        var costs = new Growth(stage(), progress).at(sizes);
        return new Report(Machine.described(database), sizes.getLast(), 1, List.of(), costs, List.of());
    }

    private Stage stage() throws IOException {
        if (stage == null) {
            progress.println("The hub starts");
            progress.flush();
            database.layOut();
            stage = Stage.start(database, main, Files.createDirectory(folder.resolve("home")));
        }
        return stage;
    }

    private synchronized void cleanUp() {
        if (clean) {
            return;
        }
        clean = true;
        try {
            if (stage != null) {
                stage.close();
            }
            database.close();
            FileSystemUtils.deleteRecursively(folder);
        } catch (IOException | SQLException e) {
            progress.println("What the benchmark used could not all be removed from " + folder + ": " + e.getMessage());
        }
    }

    @Override
    public void close() {
        cleanUp();
        Runtime.getRuntime().removeShutdownHook(ifInterrupted);
    }
}
