package io.aurumhub.api.database;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the embedded database keeps on disk, all in one folder that only its owner can read: {@code data} (PostgreSQL's
 * own), {@code programs}, {@code password}, {@code port}, {@code server.log} and {@code lock}. Holding a
 * {@code DatabaseFolder} means that no other hub uses it; the operating system frees it when the JVM ends in whatever
 * way.
 */
final class DatabaseFolder implements AutoCloseable {

    private static final int PASSWORD_BYTES = 24;

    private final Path folder;
    private final FileChannel lock;

    private DatabaseFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    static DatabaseFolder take(Path folder) throws IOException {
        Files.createDirectories(folder);
        makePrivate(folder, "rwx------");
        var channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!isLocked(channel)) {
            channel.close();
            throw new DatabaseUnavailable("Another hub is running on " + folder
                    + ". Stop it first, or give this one a home of its own with HUB_HOME");
        }
        return new DatabaseFolder(folder.toRealPath(), channel);
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // held by this very JVM
        }
    }

    boolean isTaken() {
        return lock.isOpen();
    }

    Path path() {
        return folder;
    }

    Path data() {
        return folder.resolve("data");
    }

    Path programs() {
        return folder.resolve("programs");
    }

    Path log() {
        return folder.resolve("server.log");
    }

    Path passwordFile() {
        return folder.resolve("password");
    }

    boolean hasData() {
        return Files.exists(data().resolve("PG_VERSION"));
    }

    /** The password made when the database was, or a new one while there is no database yet. */
    String password() throws IOException {
        var file = passwordFile();
        if (Files.exists(file)) {
            return Files.readString(file).strip();
        }
        if (hasData()) {
            throw new DatabaseUnavailable(
                    "The file " + file + " is missing, and without it the hub cannot log in to its"
                            + " database. Put it back from a backup of the hub's home");
        }
        var random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        Files.createFile(file);
        makePrivate(file, "rw-------");
        var password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        Files.writeString(file, password);
        return password;
    }

    Optional<Integer> rememberedPort() throws IOException {
        var file = folder.resolve("port");
        return Files.exists(file)
                ? Optional.of(Integer.valueOf(Files.readString(file).strip()))
                : Optional.empty();
    }

    void rememberPort(int port) throws IOException {
        Files.writeString(folder.resolve("port"), Integer.toString(port));
    }

    private static void makePrivate(Path path, String permissions) throws IOException {
        @Nullable PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (view != null) { // Windows gives a user's folders to that user alone
            view.setPermissions(PosixFilePermissions.fromString(permissions));
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
