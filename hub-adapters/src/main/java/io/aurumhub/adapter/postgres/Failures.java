package io.aurumhub.adapter.postgres;

import java.sql.SQLException;
import java.util.Set;
import org.axonframework.modelling.command.AggregateStreamCreationException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.transaction.CannotCreateTransactionException;

/** What a failed transaction means: somebody was quicker, the database is away, or the work itself is wrong. */
final class Failures {

    private static final String DUPLICATE_KEY = "23505";
    private static final Set<String> CLASHES = Set.of(DUPLICATE_KEY, "40001", "40P01", "55P03");
    private static final Set<String> UNAVAILABLE = Set.of("57P01", "57P02", "57P03", "57014", "53100", "53300");
    private static final String CONNECTION_CLASS = "08";

    private Failures() {}

    /** Another writer was quicker; the same again will see what it wrote. */
    static boolean isClash(Throwable failure) {
        return cause(failure, ConcurrencyException.class) != null
                || cause(failure, AggregateStreamCreationException.class) != null
                || cause(failure, OptimisticLockingFailureException.class) != null
                || CLASHES.contains(state(failure));
    }

    /** The database is away, full or shutting down; the same again may work later. */
    static boolean isUnavailable(Throwable failure) {
        var state = state(failure);
        return state.startsWith(CONNECTION_CLASS)
                || UNAVAILABLE.contains(state)
                || cause(failure, CannotCreateTransactionException.class) != null;
    }

    private static String state(Throwable failure) {
        var sql = cause(failure, SQLException.class);
        return sql == null || sql.getSQLState() == null ? "" : sql.getSQLState();
    }

    private static <T extends Throwable> @Nullable T cause(Throwable failure, Class<T> type) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (type.isInstance(each)) {
                return type.cast(each);
            }
        }
        return null;
    }
}
