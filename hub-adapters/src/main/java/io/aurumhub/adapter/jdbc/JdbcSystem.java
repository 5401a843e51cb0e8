package io.aurumhub.adapter.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.aurumhub.core.connector.ConnectionCheck;
import io.aurumhub.core.connector.Finding;
import io.aurumhub.core.connector.Guard;
import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.Page;
import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.Pointer;
import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.connector.SystemReader;
import io.aurumhub.core.connector.SystemWriter;
import io.aurumhub.core.connector.Unmarked;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.definition.SystemDefinition;
import io.aurumhub.core.shared.Value;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes a relational database.
 *
 * <p>Settings of the system: {@code url}, {@code user}, {@code password}. Settings of a resource: {@code table}
 * ({@code schema.table} where it is not the present schema), {@code key}, and as far as the table has them
 * {@code changed} (a column that grows with each change: a time, ISO 8601 text or a number; {@code changedUnit} says of
 * numbers whether they are a {@code counter} or {@code seconds}, {@code millis}, {@code micros}, {@code nanos}),
 * {@code version}, {@code softDelete} and {@code externalId} (keeps the golden record's id; a create repeated with the
 * same one makes no second row).
 *
 * <p>Rows whose {@code changed} is null, or nothing that grows ({@link Marks}), are seen by a read from the beginning
 * only; {@link #unmarked} counts them. A row that another transaction commits late, with an older {@code changed}, is
 * seen by looking back; a counter looks back a fixed number of counts.
 */
public final class JdbcSystem implements SystemReader, SystemWriter, ConnectionCheck {

    /** Rows that may exchange values in one transaction. */
    private static final int MOST_TOGETHER = 2_000;

    private final SystemDefinition definition;
    private final Dialect dialect;
    private final HikariDataSource pool;
    private final Drivers.Found driver;
    private final Clock clock = Clock.systemUTC();
    private volatile Duration ahead = Duration.ZERO;
    private final Map<Resource, Table> tables = new ConcurrentHashMap<>();
    private final ReentrantLock oneWriter = new ReentrantLock();

    private JdbcSystem(SystemDefinition definition, Dialect dialect, HikariDataSource pool, Drivers.Found driver) {
        this.driver = driver;
        this.definition = definition;
        this.dialect = dialect;
        this.pool = pool;
    }

    /** As {@link #open(SystemDefinition, Path)}, with the drivers that the hub brings along. */
    public static JdbcSystem open(SystemDefinition definition) {
        return open(definition, new Drivers(null));
    }

    /**
     * Connects when it is first used, not before.
     *
     * @param drivers the folder of the jars of further drivers; may be absent
     * @throws IllegalArgumentException if {@code url} is missing, or no driver takes it
     */
    public static JdbcSystem open(SystemDefinition definition, Path drivers) {
        return open(definition, new Drivers(drivers));
    }

    private static JdbcSystem open(SystemDefinition definition, Drivers drivers) {
        var place = "systems." + definition.id() + ".connector.url";
        var url = Pool.text(definition, "url")
                .orElseThrow(() -> new IllegalArgumentException(
                        place + " is missing; it looks like jdbc:postgresql://host/database"));
        drivers.mistake(url).ifPresent(mistake -> {
            throw new IllegalArgumentException(place + ": " + mistake.wrong() + "; " + mistake.expected());
        });
        var dialect = Dialect.of(url);
        var found = drivers.of(url).orElseThrow();
        return new JdbcSystem(definition, dialect, Pool.open(definition, url, dialect, found), found);
    }

    /** What is wrong with the settings of the system, as far as can be told without connecting. */
    public static List<Finding> mistakes(SystemDefinition definition, Path drivers) {
        return Pool.text(definition, "url").flatMap(new Drivers(drivers)::mistake).stream()
                .toList();
    }

    @Override
    public List<Finding> connection() {
        var missing = Pool.text(definition, "url").flatMap(TableCheck::missingFile);
        if (missing.isPresent()) {
            return List.of(missing.get());
        }
        try (var connection = pool.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("SELECT 1"); // SQLite opens the file only now
            return List.of();
        } catch (SQLException e) {
            return List.of(TableCheck.refused(e, definition.settings().containsKey("password")));
        }
    }

    @Override
    public List<Finding> resource(Resource resource) {
        try (var connection = pool.getConnection()) {
            return new TableCheck(dialect, resource, connection, clock.instant().plus(ahead(connection))).findings();
        } catch (SQLException e) {
            return List.of(Finding.mistake(
                    new Finding.Place.Settings("table"), Fault.words(e), "see that the user may read it"));
        }
    }

    /**
     * Checks the settings of a resource against the database, so that a wrong name is told before the first read.
     *
     * @throws PermanentFault naming the sync, the setting and the nearest name that exists
     */
    public void check(Resource resource) {
        on(resource, (connection, table) -> table.name());
    }

    @Override
    public Page read(Resource resource, @Nullable Pointer pointer, Duration lookBack, int pageSize) {
        if (pageSize < 1 || pageSize > LARGEST_PAGE) {
            throw new IllegalArgumentException("pageSize " + pageSize + " is not within 1 and " + LARGEST_PAGE);
        }
        return on(resource, (connection, table) -> pages(connection, table).page(pointer, lookBack, pageSize));
    }

    @Override
    public Map<String, LocalRecord> fetch(Resource resource, Collection<String> localIds) {
        return on(resource, (connection, table) -> new Reads(connection, table).fetch(localIds));
    }

    @Override
    public Set<String> keys(Resource resource) {
        return on(resource, (connection, table) -> new Reads(connection, table).keys());
    }

    @Override
    public Optional<Unmarked> unmarked(Resource resource) {
        return Optional.of(
                on(resource, (connection, table) -> pages(connection, table).countUnmarked()));
    }

    @Override
    public List<LocalRecord> find(Resource resource, Map<String, Value> fields) {
        return on(resource, (connection, table) -> new Reads(connection, table).find(fields));
    }

    @Override
    public List<WriteOutcome> write(Resource resource, List<Write> writes) {
        if (writes.size() > LARGEST_BATCH) {
            throw new IllegalArgumentException(writes.size() + " writes are more than " + LARGEST_BATCH);
        }
        return writeTogether(resource, writes);
    }

    @Override
    public int mostTogether() {
        return MOST_TOGETHER;
    }

    @Override
    public List<WriteOutcome> writeTogether(Resource resource, List<Write> writes) {
        if (writes.isEmpty()) {
            return List.of();
        }
        var batch = new Batch(pool, dialect, doing(resource), connection -> table(connection, resource));
        if (dialect == Dialect.SQLITE) {
            oneWriter.lock(); // a queue in order, where the file's own lock is a scramble
        }
        try {
            return batch.write(writes);
        } catch (PermanentFault e) {
            tables.remove(resource); // the table may have been altered
            throw e;
        } finally {
            if (dialect == Dialect.SQLITE) {
                oneWriter.unlock();
            }
        }
    }

    /** The rows are held while they are compared and written, in one transaction. */
    @Override
    public Guard guard(Resource resource) {
        return new Guard.OwnStatement();
    }

    /** Something to be read. */
    private interface Reading<T> {
        T from(Connection connection, Table table) throws SQLException;
    }

    private <T> T on(Resource resource, Reading<T> reading) {
        try (var connection = pool.getConnection()) {
            return reading.from(connection, table(connection, resource));
        } catch (SQLException e) {
            tables.remove(resource); // the table may have been altered
            throw Fault.thrown(dialect, doing(resource), e);
        } catch (Unfit e) {
            throw new PermanentFault(doing(resource) + ": " + e.getMessage(), e);
        }
    }

    private Table table(Connection connection, Resource resource) throws SQLException {
        var known = tables.get(resource);
        if (known != null) {
            return known;
        }
        var table = Catalog.table(dialect, resource, connection);
        tables.put(resource, table);
        ahead = ahead(connection);
        return table;
    }

    private Pages pages(Connection connection, Table table) {
        return new Pages(connection, table, clock.instant().plus(ahead));
    }

    /** A database of another machine may live a little in the future, and its times of changes with it. */
    private Duration ahead(Connection connection) throws SQLException {
        if (dialect != Dialect.POSTGRESQL) {
            return Duration.ZERO;
        }
        var times = new ArrayList<OffsetDateTime>();
        new Sql("SELECT clock_timestamp()", List.of())
                .each(connection, dialect, row -> times.add(row.getObject(1, OffsetDateTime.class)));
        var difference = Duration.between(clock.instant(), times.getFirst());
        return difference.isNegative() ? Duration.ZERO : difference;
    }

    private String doing(Resource resource) {
        return "system %s, sync %s, table %s"
                .formatted(
                        definition.id(),
                        resource.sync(),
                        Objects.requireNonNullElse(resource.settings().get("table"), "?"));
    }

    @Override
    public void close() {
        pool.close();
        Drivers.closed(driver);
    }
}
