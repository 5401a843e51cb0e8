package io.aurumhub.adapter.jdbc;

import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.TransientFault;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What an SQL error means for us, by its SQLSTATE class (ISO 9075) or SQLite's result code. */
enum Fault {
    /** The connection is broken, or was never made. */
    UNREACHABLE,
    /** Somebody else was in the way: a lock, a deadlock, a serialization failure. */
    IN_THE_WAY,
    /** It took too long, or was broken off. */
    BROKEN_OFF,
    /** The database does not want these values. */
    REFUSED,
    /** What we ask for is not there or not allowed; somebody must change something. */
    WRONG;

    private static final int SQLITE_PRIMARY_CODE = 0xff;

    static Fault of(Dialect dialect, SQLException exception) {
        var root = deepest(exception);
        return dialect == Dialect.SQLITE ? ofSqlite(root.getErrorCode()) : ofState(root.getSQLState());
    }

    private static Fault ofSqlite(int code) {
        return switch (code & SQLITE_PRIMARY_CODE) {
            case 5, 6, 15, 17 -> IN_THE_WAY; // busy, locked, protocol, schema changed
            case 9 -> BROKEN_OFF; // interrupted
            case 18, 19, 20, 25 -> REFUSED; // too big, constraint, mismatch, range
            case 1, 3, 8, 11, 12, 14, 23, 26 ->
                WRONG; // SQL error, permission, read-only, corrupt, cannot open, no database
            default -> UNREACHABLE; // input/output error, disk full
        };
    }

    private static Fault ofState(@Nullable String state) {
        if (state == null || state.length() < 2) {
            return UNREACHABLE;
        }
        return switch (state) {
            case "55P03", "55006", "HYT00", "HYT01" -> IN_THE_WAY;
            case "57014" -> BROKEN_OFF;
            case "0A000" -> BROKEN_OFF; // a plan that a change of the table has outdated
            case "42P05" -> UNREACHABLE; // a pooler that mixes up the statements of its guests
            case "42501" -> REFUSED; // row-level security, or a column that is not ours
            case "25006" -> UNREACHABLE; // a replica, until it is promoted
            default ->
                switch (state.substring(0, 2)) {
                    case "40" -> IN_THE_WAY;
                    case "22", "23", "44", "P0", "54", "27", "09" -> REFUSED;
                    case "28", "3D", "3F", "42" -> WRONG;
                    default -> UNREACHABLE;
                };
        };
    }

    /** A value that may stand in one row only stands in another one. */
    static boolean isCollision(Dialect dialect, SQLException exception) {
        var root = deepest(exception);
        return dialect == Dialect.SQLITE
                ? words(root).contains("UNIQUE constraint failed")
                : "23505".equals(root.getSQLState()) || "23P01".equals(root.getSQLState());
    }

    /** A row refers to one that is not there, or is still referred to. */
    static boolean isAboutReference(Dialect dialect, SQLException exception) {
        var root = deepest(exception);
        return dialect == Dialect.SQLITE
                ? words(root).contains("FOREIGN KEY constraint failed")
                : "23503".equals(root.getSQLState());
    }

    static SQLException deepest(SQLException exception) {
        var deepest = exception;
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                deepest = sql;
            }
        }
        return deepest;
    }

    /** The database's own words. */
    static String words(SQLException exception) {
        var message = deepest(exception).getMessage();
        return message == null ? exception.toString() : message.strip();
    }

    /** For a read, or a write of which nothing can have happened. */
    static RuntimeException thrown(Dialect dialect, String doing, SQLException exception) {
        var message = doing + ": " + words(exception);
        return switch (of(dialect, exception)) {
            case UNREACHABLE, IN_THE_WAY, BROKEN_OFF -> new TransientFault(message, exception);
            case REFUSED, WRONG -> new PermanentFault(message, exception);
        };
    }
}
