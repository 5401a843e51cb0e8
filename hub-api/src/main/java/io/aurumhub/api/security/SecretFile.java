package io.aurumhub.api.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * A secret of the hub, in a file that only its owner may read; made by chance where there is none.
 *
 * @param fresh it was made just now
 */
public record SecretFile(String value, boolean fresh) {

    private static final int BYTES = 32;
    private static final int SHORTEST = 20;

    /**
     * Reads the secret, or makes one.
     *
     * @throws IllegalStateException if there is a file that holds no secret
     */
    public static SecretFile in(Path home, String name) {
        var file = home.resolve(name);
        try {
            Files.createDirectories(home);
            try {
                return create(file);
            } catch (FileAlreadyExistsException thereIsOne) {
                return read(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot keep a secret in " + file, e);
        }
    }

    private static SecretFile create(Path file) throws IOException {
        var posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] ownerOnly = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        var made = random();
        Files.createFile(file, ownerOnly);
        Files.writeString(file, made + "\n", StandardOpenOption.WRITE);
        return new SecretFile(made, true);
    }

    private static SecretFile read(Path file) throws IOException {
        var kept = Files.readString(file).strip();
        if (kept.length() < SHORTEST) {
            throw new IllegalStateException(
                    "%s holds no secret of at least %d characters; delete the file to get a new one"
                            .formatted(file, SHORTEST));
        }
        return new SecretFile(kept, false);
    }

    private static String random() {
        var bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "SecretFile[fresh=" + fresh + "]";
    }
}
