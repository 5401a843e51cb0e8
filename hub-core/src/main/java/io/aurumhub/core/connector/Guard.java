package io.aurumhub.core.connector;

import java.time.Duration;
import java.util.Locale;

/** What keeps a write of the hub from overwriting a value that the hub has not seen. */
public sealed interface Guard {

    /** One sentence part for people. */
    String words();

    /** Nothing was seen yet that would show what the system offers: to create a record overwrites nothing. */
    record NotKnown() implements Guard {
        @Override
        public String words() {
            return "not known before the first update or delete";
        }
    }

    /** The target itself compares and writes in one step: nothing can come in between. */
    record OwnStatement() implements Guard {
        @Override
        public String words() {
            return "in the target's own statement";
        }
    }

    /** The target holds a write back whose ETag is not the present one. */
    record IfMatch() implements Guard {
        @Override
        public String words() {
            return "If-Match";
        }
    }

    /**
     * The target offers nothing: the record is read, compared and written. What its users write to the same field in
     * between is overwritten unseen.
     *
     * @param open how long this window stood open, measured
     */
    record BestEffort(Window open) implements Guard {
        @Override
        public String words() {
            if (open.writes() == 0) {
                return "best effort: read, compared, written";
            }
            return String.format(
                    Locale.ROOT,
                    "best effort: read, compared, written; open for %s (p50) to %s (p99), at most %s,"
                            + " over the last %,d writes",
                    millis(open.median()),
                    millis(open.p99()),
                    millis(open.longest()),
                    open.writes());
        }

        private static String millis(Duration time) {
            return String.format(Locale.ROOT, "%,d ms", Math.max(1, time.toMillis()));
        }
    }

    /**
     * How long the window between comparing and writing stood open.
     *
     * @param writes how many of the last writes were measured; 0: none by this process
     */
    record Window(long writes, Duration median, Duration p99, Duration longest) {

        public static final Window NOT_MEASURED = new Window(0, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }

    /** A word for it, by which it can be kept. */
    default String kind() {
        return switch (this) {
            case NotKnown ignored -> "not_known";
            case OwnStatement ignored -> "own_statement";
            case IfMatch ignored -> "if_match";
            case BestEffort ignored -> "best_effort";
        };
    }

    /** What was kept by its word; what was measured is not. */
    static Guard ofKind(String kind) {
        return switch (kind) {
            case "own_statement" -> new OwnStatement();
            case "if_match" -> new IfMatch();
            case "best_effort" -> new BestEffort(Window.NOT_MEASURED);
            default -> new NotKnown();
        };
    }
}
