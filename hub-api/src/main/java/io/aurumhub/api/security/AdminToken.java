package io.aurumhub.api.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The one secret that lets a caller change things, until there are accounts. It is made at the first start and kept in
 * {@code admin-token} in the hub's home.
 *
 * <p>It is kept in plain text, so that its owner can look it up again. Whoever can read that file can read and write
 * the database beside it anyway; a hash would protect nothing and lock the owner out.
 */
public final class AdminToken {

    private static final int BYTES = 32;
    private static final int SHORTEST = 20;

    private final String value;
    private final boolean fresh;

    private AdminToken(String value, boolean fresh) {
        this.value = value;
        this.fresh = fresh;
    }

    /**
     * Reads the token, or makes one.
     *
     * @throws IllegalStateException if there is a file that holds no token
     */
    public static AdminToken in(Path home) {
        var file = home.resolve("admin-token");
        try {
            Files.createDirectories(home);
            var made = random();
            try {
                return create(file, made);
            } catch (FileAlreadyExistsException thereIsOne) {
                return read(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot keep the admin token in " + file, e);
        }
    }

    /** The token itself; for the one line that is printed at the first start. */
    public String value() {
        return value;
    }

    /** It was made just now, so nobody knows it yet. */
    public boolean fresh() {
        return fresh;
    }

    /** Takes equally long however much of the token is right. */
    boolean matches(String given) {
        return MessageDigest.isEqual(hash(given), hash(value));
    }

    @Override
    public String toString() {
        return "AdminToken";
    }

    private static AdminToken create(Path file, String made) throws IOException {
        var posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] ownerOnly = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        Files.createFile(file, ownerOnly);
        Files.writeString(file, made + "\n", StandardOpenOption.WRITE);
        return new AdminToken(made, true);
    }

    private static AdminToken read(Path file) throws IOException {
        var kept = Files.readString(file).strip();
        if (kept.length() < SHORTEST) {
            throw new IllegalStateException(
                    "%s holds no token of at least %d characters; delete the file to get a new one"
                            .formatted(file, SHORTEST));
        }
        return new AdminToken(kept, false);
    }

    private static String random() {
        var bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
