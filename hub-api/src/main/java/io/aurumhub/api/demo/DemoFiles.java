package io.aurumhub.api.demo;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** Small files that are either there and complete, or not there; nobody but their owner can read them. */
final class DemoFiles {

    private static final int SECRET_BYTES = 32;

    private DemoFiles() {}

    /** Writes beside, then renames: {@code home} must be on the same file system as the file. */
    static void write(Path home, Path file, String content) throws IOException {
        Path draft = Files.createTempFile(home, ".draft-", ".tmp", ownerOnly());
        try {
            Files.writeString(draft, content);
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** The secret in this file; at first use a new one: the prefix and 32 random bytes in Base64. */
    static String secret(Path home, String name, String prefix) throws IOException {
        Path file = home.resolve(name);
        if (!Files.exists(file)) {
            byte[] bytes = new byte[SECRET_BYTES];
            new SecureRandom().nextBytes(bytes);
            write(home, file, prefix + Base64.getEncoder().encodeToString(bytes) + "\n");
        }
        return Files.readString(file, StandardCharsets.UTF_8).strip();
    }

    private static FileAttribute<?>[] ownerOnly() {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
