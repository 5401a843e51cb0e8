package io.aurumhub.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** A name for this hub's home, the same after every restart, so that it takes back what it had claimed. */
final class NodeName {

    private NodeName() {}

    static String in(Path home) {
        var file = home.resolve("node-name");
        try {
            if (Files.exists(file)) {
                return Files.readString(file).strip();
            }
            Files.createDirectories(home);
            var name = UUID.randomUUID().toString();
            Files.writeString(file, name);
            return name;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot keep this node's name in " + file, e);
        }
    }
}
