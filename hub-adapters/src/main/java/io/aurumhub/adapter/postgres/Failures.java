package io.aurumhub.adapter.postgres;

import io.aurumhub.core.connector.TransientFault;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.axonframework.modelling.command.AggregateStreamCreationException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

/** What a failed transaction means: somebody was quicker, the database is away, or the work itself is wrong. */
final class Failures {

    private static final String DUPLICATE_KEY = "23505";
    private static final String LOCK_TIMEOUT = "55P03";
    private static final Set<String> CLASHES = Set.of(DUPLICATE_KEY, "40001", "40P01", LOCK_TIMEOUT, "25P03");

    /**
     * Also a primary that has become a replica, and one that ended a transaction which had been silent for too long.
     */
    private static final Set<String> UNAVAILABLE = Set.of(
            "57P01", "57P02", "57P03", "57P05", "57014", "53100", "53200", "53300", LOCK_TIMEOUT, "25P03", "25006");

    /** Of connections, and of what the operating system refuses to do for the database. */
    private static final Set<String> UNAVAILABLE_CLASSES = Set.of("08", "58");

    private Failures() {}

    /** Another writer was quicker; the same again will see what it wrote. */
    static boolean isClash(Throwable failure) {
        return cause(failure, ConcurrencyException.class) != null
                || cause(failure, AggregateStreamCreationException.class) != null
                || cause(failure, OptimisticLockingFailureException.class) != null
                || states(failure).anyMatch(CLASHES::contains);
    }

    /** It waited too long for what somebody else held, and did nothing. */
    static boolean isLockTimeout(Throwable failure) {
        return states(failure).anyMatch(LOCK_TIMEOUT::equals);
    }

    /** The database is away, full or shutting down; the same again may work later. */
    static boolean isUnavailable(Throwable failure) {
        return failure instanceof TransientFault
                || states(failure)
                        .anyMatch(state -> UNAVAILABLE.contains(state)
                                || (state.length() > 2 && UNAVAILABLE_CLASSES.contains(state.substring(0, 2))))
                || cause(failure, CannotCreateTransactionException.class) != null
                || cause(failure, TransactionSystemException.class) != null // cut before it could be ended
                || cause(failure, CannotGetJdbcConnectionException.class) != null;
    }

    /** What a person is told: of the database's own words, which show statements and values, only the code. */
    static String words(Throwable failure) {
        var state = states(failure).findFirst();
        return state.isEmpty() && cause(failure, DataAccessException.class) == null
                ? String.valueOf(failure.getMessage())
                : "its database refused it (%s); the hub's log says more".formatted(state.orElse("no code"));
    }

    /** Of each SQL error that led to the failure. */
    private static Stream<String> states(Throwable failure) {
        return Stream.<@Nullable Throwable>iterate(failure, each -> each != null, Throwable::getCause)
                .map(each -> each instanceof SQLException sql ? sql.getSQLState() : null)
                .filter(Objects::nonNull);
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
