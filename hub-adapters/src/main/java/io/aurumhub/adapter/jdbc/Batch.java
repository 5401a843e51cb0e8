package io.aurumhub.adapter.jdbc;

import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.connector.WriteOutcome.Collides;
import io.aurumhub.core.connector.WriteOutcome.Failed;
import io.aurumhub.core.connector.WriteOutcome.Refused;
import io.aurumhub.core.connector.WriteOutcome.Unheard;
import io.aurumhub.core.connector.WriteOutcome.Unknown;
import io.aurumhub.core.connector.WriteOutcome.Written;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a batch in one transaction. If the database minds one of the rows, the batch is halved and each half is tried
 * by itself, so that in the end only that row fails; the transaction of the good case stays one. Rows that stand in
 * each other's way are written again, in an order that works ({@link Untangling}), and again in one transaction.
 */
record Batch(DataSource source, Dialect dialect, String doing, TableLookup lookup) {

    private static final Logger LOG = LoggerFactory.getLogger(Batch.class);

    /** Finds the table, over the connection if it must be looked up. */
    interface TableLookup {
        Table table(Connection connection) throws SQLException;
    }

    /** @throws TransientFault if the database did not answer, and nothing was written */
    List<WriteOutcome> write(List<Write> writes) {
        return write(writes, false);
    }

    /** @param tangled they are known to stand in each other's way */
    private List<WriteOutcome> write(List<Write> writes, boolean tangled) {
        @Nullable List<WriteOutcome> committed = null;
        try (var connection = source.getConnection()) {
            connection.setAutoCommit(false);
            committed = transaction(connection, writes, tangled);
            return committed;
        } catch (SQLException e) {
            if (committed != null) {
                LOG.debug("{}: the connection broke after the commit", doing, e);
                return committed;
            }
            return afterRollback(writes, tangled, e);
        }
    }

    private List<WriteOutcome> transaction(Connection connection, List<Write> writes, boolean tangled)
            throws SQLException {
        List<WriteOutcome> outcomes;
        try {
            var table = lookup.table(connection);
            outcomes = (tangled ? Writes.tangled(connection, table) : Writes.in(connection, table)).carryOut(writes);
        } catch (SQLException | RuntimeException e) {
            rollback(connection, e);
            throw e;
        }
        try {
            connection.commit();
            return outcomes;
        } catch (SQLException e) {
            if (Fault.of(dialect, e) != Fault.UNREACHABLE) {
                rollback(connection, e);
                throw e; // a constraint or a conflict that is checked at the end; the database has rolled back
            }
            var reason = doing + ": the connection broke during the commit: " + Fault.words(e);
            return outcomes.stream()
                    .map(outcome -> outcome instanceof Written ? new Unknown(reason) : outcome)
                    .toList();
        }
    }

    private static void rollback(Connection connection, Exception because) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            because.addSuppressed(e);
        }
    }

    private List<WriteOutcome> afterRollback(List<Write> writes, boolean tangled, SQLException e) {
        if (!tangled && (Fault.isCollision(dialect, e) || Fault.isAboutReference(dialect, e))) {
            return write(writes, true);
        }
        boolean whole = writes.size() == 1;
        return switch (Fault.of(dialect, e)) {
            case UNREACHABLE, WRONG -> throw Fault.thrown(dialect, doing, e);
            case REFUSED -> whole ? List.of(refused(e)) : halves(writes);
            case IN_THE_WAY -> {
                var waiting = new Unheard(doing + ": " + Fault.words(e), false);
                yield whole || dialect == Dialect.SQLITE ? Collections.nCopies(writes.size(), waiting) : halves(writes);
            }
            case BROKEN_OFF ->
                whole || dialect == Dialect.SQLITE
                        ? Collections.nCopies(writes.size(), new Failed(Fault.words(e)))
                        : halves(writes);
        };
    }

    private WriteOutcome refused(SQLException e) {
        return Fault.isCollision(dialect, e)
                ? new Collides(Fault.words(e), Set.of(), null)
                : new Refused(Fault.words(e));
    }

    /** From here on a part may be written already, so a fault is an outcome of its half. */
    private List<WriteOutcome> halves(List<Write> writes) {
        int middle = writes.size() / 2;
        var outcomes = new ArrayList<WriteOutcome>();
        for (var half : List.of(writes.subList(0, middle), writes.subList(middle, writes.size()))) {
            try {
                outcomes.addAll(write(half));
            } catch (TransientFault e) {
                var reason = Objects.requireNonNullElse(e.getMessage(), doing);
                outcomes.addAll(Collections.nCopies(half.size(), new Unheard(reason, false)));
            } catch (PermanentFault e) {
                var reason = Objects.requireNonNullElse(e.getMessage(), doing);
                outcomes.addAll(Collections.nCopies(half.size(), new Failed(reason)));
            }
        }
        return outcomes;
    }
}
