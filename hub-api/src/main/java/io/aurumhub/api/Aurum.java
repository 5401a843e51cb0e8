package io.aurumhub.api;

import io.aurumhub.adapter.cel.CelExpressions;
import io.aurumhub.adapter.yaml.InvalidHubFile;
import io.aurumhub.api.command.CommandLineHub;
import io.aurumhub.api.database.DatabaseUnavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.server.PortInUseException;

/** Starts the hub: {@code mvn spring-boot:run}, or the packaged jar. A command as the first argument runs alone. */
@SpringBootApplication
class Aurum {

    private static final Logger LOG = LoggerFactory.getLogger(Aurum.class);

    private static final int CANNOT_START = 1;

    private Aurum() {}

    static void main(String[] arguments) {
        // Axon would ask its maker for updates; the hub calls nobody.
        System.setProperty("axoniq.update-checker.disabled", "true");
        var exitCode = CommandLineHub.run(Aurum.class, CelExpressions.withOwnFunctions(), arguments);
        if (exitCode.isPresent()) {
            System.exit(exitCode.getAsInt());
        }
        try {
            SpringApplication.run(Aurum.class, arguments);
        } catch (RuntimeException e) {
            LOG.error("The hub cannot start: {}", reason(e));
            LOG.debug("The fault in full", e);
            System.exit(CANNOT_START);
        }
    }

    /** The message of the cause that a person can act on. */
    private static String reason(Throwable failure) {
        Throwable last = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            last = cause;
            if (cause instanceof InvalidHubFile
                    || cause instanceof DatabaseUnavailable
                    || cause instanceof PortInUseException) {
                break;
            }
        }
        return String.valueOf(last.getMessage());
    }
}
