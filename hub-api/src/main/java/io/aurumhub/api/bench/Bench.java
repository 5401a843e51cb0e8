package io.aurumhub.api.bench;

import io.aurumhub.api.bench.BenchDatabase.Login;
import io.aurumhub.api.bench.BenchDatabase.NotEmpty;
import io.aurumhub.core.shared.Nearest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command that measures the hub on this machine. */
@Command(
        name = "bench",
        description = {
            "Measures how fast the hub is on this machine, beside what PostgreSQL takes from its driver alone in the"
                    + " same run. Works in a database of its own that is thrown away afterwards.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything was measured, whether or not the goals were reached",
            "1:something could not be measured",
            "2:the command is wrong, or the database is not empty"
        })
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets the fields, and reads help itself
public final class Bench implements Callable<Integer> {

    private static final int LEAST_RECORDS = 20;
    private static final int MOST_RECORDS = 5_000_000;
    private static final int MOST_ROUNDS = 100;

    private final Class<?> main;
    private final Function<String, @Nullable String> environment;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--records",
            paramLabel = "N",
            defaultValue = "20000",
            description = "how many records a round takes; ${DEFAULT-VALUE} if not said")
    private int records;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "how many rounds each figure is the median of; ${DEFAULT-VALUE} if not said")
    private int rounds;

    @Option(
            names = "--only",
            paramLabel = "FIGURE",
            split = ",",
            completionCandidates = Words.class,
            description = "measures these alone, of ${COMPLETION-CANDIDATES}; all of them if not said")
    private @Nullable List<String> only;

    @Option(
            names = "--growth",
            paramLabel = "N",
            split = ",",
            description = "measures what one record costs at these sizes instead, such as 100000,500000,2000000")
    private @Nullable List<Integer> growth;

    @Option(names = "--json", paramLabel = "FILE", description = "writes the figures there as JSON, too")
    private @Nullable Path json;

    @Option(
            names = "--database-url",
            paramLabel = "URL",
            description = "JDBC URL of an EMPTY PostgreSQL database to work in, with HUB_DATABASE_USER and"
                    + " HUB_DATABASE_PASSWORD from the environment; if not said, one is started in a folder for"
                    + " temporary files")
    private @Nullable String databaseUrl;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "shows this")
    private boolean help;

    /** The figures, for the text of the help. */
    private static final class Words extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        private Words() {
            super(Figures.WORDS);
        }
    }

    /**
     * The command.
     *
     * @param main the application's class, which is started on the benchmark's database
     * @param environment null for a variable that is not set
     */
    public Bench(Class<?> main, Function<String, @Nullable String> environment) {
        this.main = main;
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        check();
        try {
            var report = measure();
            report.print(spec.commandLine().getOut());
            if (json != null) {
                Files.writeString(json, report.json() + System.lineSeparator());
            }
            return report.failures().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
        } catch (NotEmpty e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        } catch (IOException | SQLException | RuntimeException e) {
            spec.commandLine().getErr().println("The benchmark ended without a result: " + e.getMessage());
            return ExitCode.SOFTWARE;
        }
    }

    private Report measure() throws IOException, SQLException, InterruptedException {
        var progress = spec.commandLine().getErr();
        try (var workshop = Workshop.open(main, login(), progress)) {
            if (growth != null) {
                return workshop.grow(growth);
            }
            return workshop.measure(only == null ? Figures.WORDS : only, records, rounds);
        }
    }

    private @Nullable Login login() {
        return databaseUrl == null
                ? null
                : new Login(
                        databaseUrl,
                        environment.apply("HUB_DATABASE_USER"),
                        environment.apply("HUB_DATABASE_PASSWORD"));
    }

    private void check() {
        within("--records", records, LEAST_RECORDS, MOST_RECORDS);
        within("--rounds", rounds, 1, MOST_ROUNDS);
        if (growth != null) {
            if (only != null) {
                throw wrong("--growth measures figures of its own; leave --only away");
            }
            growth.forEach(size -> within("--growth", size, LEAST_RECORDS, MOST_RECORDS));
        }
        if (only != null) {
            for (var word : only) {
                if (!Figures.WORDS.contains(word)) {
                    throw wrong("--only: there is no figure '" + word + "'" + Nearest.hint(word, Figures.WORDS));
                }
            }
        }
        if (databaseUrl != null && !databaseUrl.startsWith("jdbc:postgresql:")) {
            throw wrong("--database-url must begin with jdbc:postgresql:, such as"
                    + " jdbc:postgresql://localhost:5432/bench");
        }
        if (json != null && !Files.isDirectory(json.resolveSibling("."))) {
            throw wrong("--json: there is no folder " + json.toAbsolutePath().getParent());
        }
    }

    private void within(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw wrong("%s must be between %d and %d, not %d".formatted(option, least, most, value));
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
