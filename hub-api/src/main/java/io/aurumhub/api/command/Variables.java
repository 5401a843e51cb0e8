package io.aurumhub.api.command;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option that several commands have for the variables of the definitions. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class Variables {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--env-file",
            paramLabel = "FILE",
            description = "lines NAME=value that come before the environment")
    private @Nullable Path envFile;

    /** @throws ParameterException if the file cannot be read */
    Environment over(Environment environment) {
        if (envFile == null) {
            return environment;
        }
        try {
            return environment.with(envFile);
        } catch (IOException unreadable) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--env-file " + envFile + " cannot be read ("
                            + unreadable.getClass().getSimpleName() + ")",
                    unreadable);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), "--env-file " + wrong.getMessage(), wrong);
        }
    }
}
