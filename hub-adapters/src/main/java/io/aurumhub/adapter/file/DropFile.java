package io.aurumhub.adapter.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * A file in the folder, in one state of its content.
 *
 * @param stamp size and time of change; another stamp means other content
 */
record DropFile(String name, Path path, Instant modified, String stamp) {

    private static final int FINGERPRINT_BYTES = 9;

    /** Empty if it has just gone, or is no plain file. */
    static Optional<DropFile> at(Path path) {
        try {
            var attributes = Files.readAttributes(path, BasicFileAttributes.class);
            var modified = attributes.lastModifiedTime().toInstant();
            return attributes.isRegularFile()
                    ? Optional.of(new DropFile(
                            path.getFileName().toString(), path, modified, attributes.size() + "@" + modified))
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Short text that stands for this file in this state. */
    String fingerprint() {
        try {
            var digest =
                    MessageDigest.getInstance("SHA-256").digest((name + '\n' + stamp).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(digest, FINGERPRINT_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
