package io.aurumhub.adapter.jdbc;

import io.aurumhub.core.connector.Finding;
import io.aurumhub.core.connector.Finding.Place;
import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.shared.Nearest;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Tries a table against what a sync says of it, and tells all that does not fit. */
final class TableCheck {

    private static final List<String> COLUMNS = List.of("key", "changed", "version", "softDelete", "externalId");
    private static final int MOST_SHOWN = 20;
    private static final String SQLITE = "jdbc:sqlite:";

    private final Dialect dialect;
    private final Resource resource;
    private final Connection connection;
    private final Instant now;
    private final List<Finding> findings = new ArrayList<>();

    /** @param now by the database's clock */
    TableCheck(Dialect dialect, Resource resource, Connection connection, Instant now) {
        this.dialect = dialect;
        this.resource = resource;
        this.connection = connection;
        this.now = now;
    }

    List<Finding> findings() throws SQLException {
        var catalog = new Catalog(dialect, resource, connection);
        var name = resource.required("table");
        var columns = catalog.columnsOf(name);
        if (columns.isEmpty()) {
            var tables = catalog.tables();
            findings.add(unknown(new Place.Settings("table"), "there is no table '" + name + "'", name, tables));
            return findings;
        }
        for (var setting : COLUMNS) {
            resource.setting(setting).ifPresent(column -> look(new Place.Settings(setting), name, column, columns));
        }
        boolean named = findings.isEmpty();
        resource.fields().stream().sorted().forEach(column -> look(new Place.Field(column), name, column, columns));
        if (named) {
            table(columns).ifPresent(table -> contents(catalog, table));
        }
        return findings;
    }

    private void look(Place at, String table, String column, Map<String, Column> columns) {
        if (!columns.containsKey(column)) {
            findings.add(unknown(at, "table " + table + " has no column '" + column + "'", column, columns.keySet()));
        }
    }

    private static Finding unknown(Place at, String wrong, String given, Collection<String> known) {
        var shown = known.stream().sorted().limit(MOST_SHOWN).toList();
        var more = known.size() > shown.size() ? " and " + (known.size() - shown.size()) + " more" : "";
        return Finding.mistake(at, wrong, known.isEmpty() ? "there are none" : "there are " + shown + more)
                .near(Nearest.to(given, known).stream().findFirst().orElse(null));
    }

    /** With those of the mapped columns that exist. */
    private Optional<Table> table(Map<String, Column> columns) throws SQLException {
        var there = new LinkedHashSet<>(resource.fields());
        there.retainAll(columns.keySet());
        try {
            var fitting = new Resource(resource.sync(), resource.settings(), there);
            return Optional.of(Catalog.table(dialect, fitting, connection));
        } catch (PermanentFault e) {
            var at = resource.setting("changed").isPresent() ? "changed" : "";
            findings.add(Finding.mistake(
                    new Place.Settings(at),
                    String.valueOf(e.getMessage()),
                    "expected what /docs/databases of the hub says of tables"));
            return Optional.empty();
        }
    }

    private void contents(Catalog catalog, Table table) {
        try {
            if (!catalog.isUnique(table.name(), table.key())) {
                keys(table);
            }
            var unmarked = new Pages(connection, table, now).countUnmarked();
            if (unmarked.records() > 0) {
                findings.add(Finding.warning(
                        new Place.Settings("changed"),
                        "polls will not see %d rows change, which have no usable watermark (%s)"
                                .formatted(unmarked.records(), unmarked.why()),
                        "set the column with each change, or let detect.scan read everything now and then"));
            }
        } catch (SQLException e) {
            findings.add(Finding.warning(
                    new Place.Settings("table"),
                    "table " + table.name() + " could not be looked at: " + Fault.words(e),
                    "see that the user may read it, and that it answers within seconds"));
        }
    }

    private void keys(Table table) throws SQLException {
        var key = table.key().quoted();
        var twice = new ArrayList<String>();
        new Sql(
                        "SELECT " + key + " FROM " + table.quoted() + " WHERE " + key + " IS NOT NULL GROUP BY " + key
                                + " HAVING count(*) > 1 ORDER BY 1" + dialect.limit(1),
                        List.of())
                .each(connection, dialect, row -> twice.add(String.valueOf(row.getString(1))));
        var empty = new ArrayList<Long>();
        new Sql("SELECT count(*) FROM " + table.quoted() + " WHERE " + key + " IS NULL", List.of())
                .each(connection, dialect, row -> empty.add(row.getLong(1)));
        var at = new Place.Settings("key");
        var expected = "expected a column that names each row, and no other";
        if (!twice.isEmpty()) {
            findings.add(Finding.mistake(
                    at,
                    "%s is no key of table %s: several rows have '%s'"
                            .formatted(table.key().name(), table.name(), twice.getFirst()),
                    expected));
        }
        if (empty.getFirst() > 0) {
            findings.add(Finding.mistake(
                    at,
                    "%s is no key of table %s: it is empty in %d rows"
                            .formatted(table.key().name(), table.name(), empty.getFirst()),
                    expected));
        }
    }

    /** SQLite makes the file that it does not find: whoever looks for mistakes must not. */
    static Optional<Finding> missingFile(String url) {
        var file = url.startsWith(SQLITE) ? url.substring(SQLITE.length()).replaceFirst("\\?.*", "") : "";
        if (file.isEmpty() || file.startsWith(":") || file.startsWith("file:")) {
            return Optional.empty();
        }
        try {
            var path = Path.of(file);
            if (Files.isRegularFile(path)) {
                return Optional.empty();
            }
            var folder = Objects.requireNonNullElse(path.toAbsolutePath().getParent(), path);
            var wrong = Files.isDirectory(folder) ? "there is no file " + path : "there is no folder " + folder;
            return Optional.of(
                    Finding.mistake(new Place.Connector("url"), wrong, "expected a database file that exists"));
        } catch (InvalidPathException e) {
            return Optional.of(Finding.mistake(
                    new Place.Connector("url"), "not the path of a file", "expected " + SQLITE + "/path/to/file.db"));
        }
    }

    /** What it means that no connection could be made. */
    static Finding refused(SQLException e, boolean password) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException host) {
                return Finding.mistake(
                        new Place.Connector("url"),
                        "the host '" + host.getMessage() + "' is not known",
                        "check its name, and the network of this machine");
            }
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                var kind = sql.getSQLState();
                if (kind.startsWith("28")) {
                    return Finding.mistake(
                            new Place.Connector(password ? "password" : "url"),
                            "the login is refused: " + Fault.words(e),
                            "check user and password");
                }
                if (kind.startsWith("3D")) {
                    return Finding.mistake(
                            new Place.Connector("url"), Fault.words(e), "check the name of the database in the URL");
                }
            }
        }
        return Finding.mistake(
                new Place.Connector("url"),
                "no connection: " + Fault.words(e),
                "check host and port, and that the database runs");
    }
}
