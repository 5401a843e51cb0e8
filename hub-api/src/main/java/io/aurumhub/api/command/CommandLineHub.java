package io.aurumhub.api.command;

import io.aurumhub.adapter.yaml.CompiledCheck;
import io.aurumhub.api.bench.Bench;
import io.aurumhub.core.expression.Expressions;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/**
 * The hub's commands. Without one the hub starts.
 *
 * <p>Exit codes: 0 for fine, 1 for mistakes in what was looked at, 2 for a command that cannot be understood or a file
 * that cannot be read.
 */
@Command(
        name = "aurum",
        description = {
            "Aurum, a master-data hub.",
            "",
            "Without a command it starts, with settings such as --hub.config=hub.yaml or --server.port=8080."
        },
        synopsisSubcommandLabel = "[COMMAND | SETTINGS]",
        commandListHeading = "%nCommands:%n")
public final class CommandLineHub {

    private static final List<String> HELP = List.of("--help", "-h");

    private CommandLineHub() {}

    /**
     * Runs the command that the arguments name, without starting anything else.
     *
     * @param main the application's class, for the command that measures it
     * @param expressions compiles those in the definitions
     * @return its exit code; empty if they name none, so that the hub is to start
     */
    public static OptionalInt run(Class<?> main, Expressions expressions, String... arguments) {
        return run(main, expressions, System::getenv, line -> {}, arguments);
    }

    /**
     * As {@link #run(Class, Expressions, String...)}.
     *
     * @param output sets where is printed
     */
    static OptionalInt run(
            Class<?> main,
            Expressions expressions,
            Environment environment,
            Consumer<CommandLine> output,
            String... arguments) {
        // a setting of Spring Boot begins with dashes
        boolean command = arguments.length > 0 && (!arguments[0].startsWith("-") || HELP.contains(arguments[0]));
        if (!command) {
            return OptionalInt.empty();
        }
        var line = new CommandLine(new CommandLineHub())
                .addSubcommand(new Validate(new CompiledCheck(expressions), environment))
                .addSubcommand(new PreviewSamples(expressions, environment))
                .addSubcommand(new Bench(main, environment))
                .addSubcommand(new HelpCommand())
                .setUsageHelpAutoWidth(true)
                .setCaseInsensitiveEnumValuesAllowed(true);
        output.accept(line);
        if (HELP.contains(arguments[0])) {
            line.usage(line.getOut());
            return OptionalInt.of(CommandLine.ExitCode.OK);
        }
        return OptionalInt.of(line.execute(arguments));
    }
}
