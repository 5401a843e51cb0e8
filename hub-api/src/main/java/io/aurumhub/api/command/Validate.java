package io.aurumhub.api.command;

import io.aurumhub.adapter.yaml.ExpressionCheck;
import io.aurumhub.adapter.yaml.HubFile;
import io.aurumhub.api.connection.ConnectionTrial;
import io.aurumhub.api.connection.Connectors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks for mistakes in the definitions; nothing is connected unless that is asked for, and nothing is written. */
@Command(
        name = "validate",
        description = "Checks the definitions, and names every mistake with its place.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the hub can start with them, once what is warned about is set",
            "1:there are mistakes",
            "2:the command is wrong, or a file cannot be read"
        })
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets the fields, and reads help itself
final class Validate implements Callable<Integer> {

    private final ExpressionCheck check;
    private final Environment environment;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "hub.yaml, or a folder of YAML files")
    private Path file;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text for people, json for programs; ${DEFAULT-VALUE} if not said")
    private Format format;

    @Option(
            names = "--connect",
            description = "also tries all systems, their tables, paths, folders and fields; changes nothing there")
    private boolean connect;

    @Mixin
    private Variables variables;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "shows this")
    private boolean help;

    Validate(ExpressionCheck check, Environment environment) {
        this.check = check;
        this.environment = environment;
    }

    /** Where the hub would live; there the drivers are. */
    private static Path home(Environment known) {
        var home = known.apply("HUB_HOME");
        return home == null || home.isBlank() ? Path.of(System.getProperty("user.home"), ".aurum") : Path.of(home);
    }

    @Override
    public Integer call() {
        if (!Files.exists(file)) {
            throw new ParameterException(spec.commandLine(), "There is no file or folder " + file);
        }
        var known = variables.over(environment);
        var connectors = Connectors.in(home(known));
        var review = HubFile.review(file, known, check, connectors);
        var problems = new Problems(review.mistakes(), review.warnings());
        var tried = List.<String>of();
        if (connect) {
            var trial = new ConnectionTrial(review, connectors).run();
            problems = problems.and(trial.mistakes(), trial.warnings());
            tried = trial.tried();
        }
        var out = spec.commandLine().getOut();
        switch (format) {
            case TEXT -> {
                new TextReport(out).print(file, problems);
                if (connect) {
                    out.println("tried: " + (tried.isEmpty() ? "no system" : String.join(", ", tried)));
                }
            }
            case JSON -> new JsonReport(out).print(problems);
        }
        out.flush();
        if (!review.readable()) {
            return ExitCode.USAGE;
        }
        return problems.mistakes().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
