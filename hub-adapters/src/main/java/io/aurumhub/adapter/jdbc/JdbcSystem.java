package io.aurumhub.adapter.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.aurumhub.core.connector.Guard;
import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.Page;
import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.Pointer;
import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.connector.SystemReader;
import io.aurumhub.core.connector.SystemWriter;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.definition.SystemDefinition;
import io.aurumhub.core.shared.Value;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 * <p>Rows whose {@code changed} is null are seen by a read from the beginning only. A row that another transaction
 * commits late, with an older {@code changed}, is seen by looking back; a counter looks back a fixed number of counts.
 */
public final class JdbcSystem implements SystemReader, SystemWriter {

    private final SystemDefinition definition;
    private final Dialect dialect;
    private final HikariDataSource pool;
    private final Map<Resource, Table> tables = new ConcurrentHashMap<>();
    private final ReentrantLock oneWriter = new ReentrantLock();

    private JdbcSystem(SystemDefinition definition, Dialect dialect, HikariDataSource pool) {
        this.definition = definition;
        this.dialect = dialect;
        this.pool = pool;
    }

    /**
     * Connects when it is first used, not before.
     *
     * @throws IllegalArgumentException if {@code url} is missing
     */
    public static JdbcSystem open(SystemDefinition definition) {
        var url = Pool.text(definition, "url")
                .orElseThrow(() -> new IllegalArgumentException("systems." + definition.id()
                        + ".connector.url is missing; it looks like jdbc:postgresql://host/database"));
        var dialect = Dialect.of(url);
        return new JdbcSystem(definition, dialect, Pool.open(definition, url, dialect));
    }

    /**
     * Checks the settings of a resource against the database, so that a wrong name is told before the first read.
     *
     * @throws PermanentFault naming the sync, the setting and the nearest name that exists
     */
    public void check(Resource resource) {
        on(resource, reads -> reads.table().name());
    }

    @Override
    public Page read(Resource resource, @Nullable Pointer pointer, Duration lookBack, int pageSize) {
        if (pageSize < 1 || pageSize > LARGEST_PAGE) {
            throw new IllegalArgumentException("pageSize " + pageSize + " is not within 1 and " + LARGEST_PAGE);
        }
        return on(resource, reads -> reads.page(pointer, lookBack, pageSize));
    }

    @Override
    public Map<String, LocalRecord> fetch(Resource resource, Collection<String> localIds) {
        return on(resource, reads -> reads.fetch(localIds));
    }

    @Override
    public Set<String> keys(Resource resource) {
        return on(resource, Reads::keys);
    }

    @Override
    public List<LocalRecord> find(Resource resource, Map<String, Value> fields) {
        return on(resource, reads -> reads.find(fields));
    }

    @Override
    public List<WriteOutcome> write(Resource resource, List<Write> writes) {
        if (writes.size() > LARGEST_BATCH) {
            throw new IllegalArgumentException(writes.size() + " writes are more than " + LARGEST_BATCH);
        }
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
        T from(Reads reads) throws SQLException;
    }

    private <T> T on(Resource resource, Reading<T> reading) {
        try (var connection = pool.getConnection()) {
            return reading.from(new Reads(connection, table(connection, resource)));
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
        return table;
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
    }
}
