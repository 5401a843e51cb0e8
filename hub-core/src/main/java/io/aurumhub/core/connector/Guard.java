package io.aurumhub.core.connector;

import java.time.Duration;
import java.util.Locale;

/** What keeps a write of the hub from overwriting a value that the hub has not seen. */
public sealed interface Guard {

    /** One sentence part for people. */
    String words();

    /** Nothing was written yet that would show what the system offers. */
    record NotKnown() implements Guard {
        @Override
        public String words() {
            return "not known before the first write";
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
     * @param writes how many of the last writes were measured
     */
    record Window(long writes, Duration median, Duration p99, Duration longest) {}
}
