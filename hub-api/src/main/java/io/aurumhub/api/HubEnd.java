package io.aurumhub.api;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends a hub that cannot go on, with a line that says why and an exit code by which whoever started it can tell. */
enum HubEnd {
    /** The embedded database dies again and again. */
    DATABASE_LOST(3);

    private static final Logger LOG = LoggerFactory.getLogger(HubEnd.class);

    /** What is under way may end in an orderly way for so long; without a database it cannot take longer. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final int exitCode;

    HubEnd(int exitCode) {
        this.exitCode = exitCode;
    }

    /** Returns at once. */
    void because(String why) {
        LOG.error("The hub ends with exit code {}: {}. Start it again when the cause is mended", exitCode, why);
        Thread.ofPlatform().name("hub-end").start(() -> System.exit(exitCode));
        Thread.ofPlatform().daemon().name("hub-end-limit").start(this::halt);
    }

    private void halt() {
        try {
            Thread.sleep(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(exitCode);
    }
}
