package io.aurumhub.adapter.jdbc;

import io.aurumhub.core.connector.Finding;
import io.aurumhub.core.connector.Finding.Place;
import io.aurumhub.core.shared.Nearest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The JDBC drivers that are there: those that the hub brings along, and those whose jars the user put into a folder.
 *
 * @param folder may be absent; null: only those of the hub
 */
record Drivers(@Nullable Path folder) {

    private static final Pattern SCHEME = Pattern.compile("(?i)jdbc:([a-z0-9+_-]{1,40}):.*");

    /** What the hub brings along, and how its URL looks. */
    private static final Map<String, String> BUNDLED = Map.of(
            "postgresql", "jdbc:postgresql://host:5432/database",
            "sqlite", "jdbc:sqlite:/path/to/file.db");

    /** Where the drivers of well-known databases are found. */
    private static final Map<String, String> KNOWN = new TreeMap<>(Map.of(
            "mysql", "com.mysql:mysql-connector-j",
            "mariadb", "org.mariadb.jdbc:mariadb-java-client",
            "sqlserver", "com.microsoft.sqlserver:mssql-jdbc",
            "oracle", "com.oracle.database.jdbc:ojdbc17",
            "db2", "com.ibm.db2:jcc",
            "h2", "com.h2database:h2"));

    /**
     * A driver for a URL.
     *
     * @param loader keeps the classes of its jar; null for one that the hub brings along
     */
    record Found(Driver driver, @Nullable URLClassLoader loader) {}

    /** The driver that takes the URL. */
    Optional<Found> of(String url) {
        var own = Collections.list(DriverManager.getDrivers()).stream()
                .filter(driver -> takes(driver, url))
                .findFirst();
        return own.isPresent() ? own.map(driver -> new Found(driver, null)) : ofFolder(url);
    }

    private static boolean takes(Driver driver, String url) {
        try {
            return driver.acceptsURL(url);
        } catch (SQLException e) {
            return false; // it knows the URL to be broken
        }
    }

    private Optional<Found> ofFolder(String url) {
        var jars = jars();
        if (jars.isEmpty()) {
            return Optional.empty();
        }
        var loader = new URLClassLoader("jdbc-drivers", jars.toArray(URL[]::new), Drivers.class.getClassLoader());
        try {
            var driver = ServiceLoader.load(Driver.class, loader).stream()
                    .filter(provider -> loader.equals(provider.type().getClassLoader()))
                    .map(ServiceLoader.Provider::get)
                    .filter(one -> takes(one, url))
                    .findFirst();
            if (driver.isEmpty()) {
                loader.close();
            }
            return driver.map(one -> new Found(one, loader));
        } catch (ServiceConfigurationError broken) {
            throw new IllegalArgumentException(
                    folder + " holds a driver that cannot be used: " + broken.getMessage(), broken);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<URL> jars() {
        if (folder == null || !Files.isDirectory(folder)) {
            return List.of();
        }
        var jars = new ArrayList<URL>();
        try (var files = Files.newDirectoryStream(folder, "*.jar")) {
            for (var file : files) {
                jars.add(url(file));
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("the drivers in " + folder + " cannot be read: " + e, e);
        }
        return jars;
    }

    private static URL url(Path file) throws MalformedURLException {
        return file.toUri().toURL();
    }

    /** What is wrong with a URL that no driver takes; never the URL itself, which may hold a password. */
    Optional<Finding> mistake(String url) {
        var at = new Place.Connector("url");
        try {
            if (of(url).map(Drivers::closed).isPresent()) {
                return Optional.empty();
            }
        } catch (IllegalArgumentException e) {
            return Optional.of(Finding.mistake(at, String.valueOf(e.getMessage()), "replace the jar, or take it away"));
        }
        var scheme = SCHEME.matcher(url);
        if (!scheme.matches()) {
            return Optional.of(
                    Finding.mistake(at, "not a JDBC URL", "expected one such as " + BUNDLED.get("postgresql")));
        }
        var name = scheme.group(1);
        var example = BUNDLED.get(name);
        if (example != null) {
            return Optional.of(
                    Finding.mistake(at, "not understood by the driver of " + name, "expected one such as " + example));
        }
        var jar = KNOWN.containsKey(name) ? " (" + KNOWN.get(name) + ")" : "";
        var nearest = KNOWN.containsKey(name)
                ? Optional.<String>empty()
                : Nearest.to(name, BUNDLED.keySet()).stream().findFirst().map(near -> "jdbc:" + near + ":");
        return Optional.of(Finding.mistake(
                        at,
                        "there is no driver for jdbc:" + name,
                        "put the jar of its driver%s into %s; the hub brings along those of postgresql and sqlite"
                                .formatted(jar, folder == null ? "HUB_HOME/drivers" : folder))
                .near(nearest.orElse(null)));
    }

    static Found closed(Found found) {
        try {
            if (found.loader() != null) {
                found.loader().close();
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
