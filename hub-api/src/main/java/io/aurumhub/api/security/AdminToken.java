package io.aurumhub.api.security;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;

/**
 * The one secret that lets a caller change things, until there are accounts. It is made at the first start and kept in
 * {@code admin-token} in the hub's home.
 *
 * <p>It is kept in plain text, so that its owner can look it up again. Whoever can read that file can read and write
 * the database beside it anyway; a hash would protect nothing and lock the owner out.
 */
public final class AdminToken {

    private final String value;
    private final byte[] hash;
    private final boolean fresh;

    private AdminToken(String value, boolean fresh) {
        this.value = value;
        this.hash = hash(value);
        this.fresh = fresh;
    }

    /** Reads the token, or makes one. */
    public static AdminToken in(Path home) {
        var secret = SecretFile.in(home, "admin-token");
        return new AdminToken(secret.value(), secret.fresh());
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
        return MessageDigest.isEqual(hash(given), hash);
    }

    @Override
    public String toString() {
        return "AdminToken";
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
