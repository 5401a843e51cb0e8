package io.aurumhub.api.command;

import io.aurumhub.adapter.yaml.ExpressionCheck;
import io.aurumhub.adapter.yaml.HubFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks for mistakes in the definitions; nothing is connected or written. */
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

    @Override
    public Integer call() {
        if (!Files.exists(file)) {
            throw new ParameterException(spec.commandLine(), "There is no file or folder " + file);
        }
        var review = HubFile.review(file, variables.over(environment), check);
        var out = spec.commandLine().getOut();
        switch (format) {
            case TEXT -> new TextReport(out).print(file, review);
            case JSON -> new JsonReport(out).print(review);
        }
        out.flush();
        if (!review.readable()) {
            return ExitCode.USAGE;
        }
        return review.mistakes().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
