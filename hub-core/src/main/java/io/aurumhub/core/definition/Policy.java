package io.aurumhub.core.definition;

import io.aurumhub.core.shared.SystemId;
import java.time.Duration;

/** How it is decided which of two values wins, where neither system had seen the other's. */
public sealed interface Policy {

    /** The better rank wins; at equal ranks the later source time, then the first name. */
    record Priority() implements Policy {
        @Override
        public String toString() {
            return "priority";
        }
    }

    /** Only this system may change the value; what others say is written back, seen or unseen. */
    record Owner(SystemId system) implements Policy {
        @Override
        public String toString() {
            return "owner " + system;
        }
    }

    /**
     * The later source time wins.
     *
     * @param skew how far a system's clock may be ahead of the hub's; a later time counts as that
     */
    record Latest(Duration skew) implements Policy {
        /** What is believed if nothing is said. */
        public static final Duration USUAL_SKEW = Duration.ofMinutes(5);

        @Override
        public String toString() {
            return "latest, skew " + skew;
        }
    }

    /** Sets, lists and objects: what each system added, changed or removed is carried out on the golden value. */
    record Union() implements Policy {
        @Override
        public String toString() {
            return "union";
        }
    }

    /** The golden value and the copy stay as they are until a steward decides. */
    record Manual() implements Policy {
        @Override
        public String toString() {
            return "manual";
        }
    }

    /** @param expression CEL over {@code golden} and {@code reported}; true: the reported value wins */
    record Chosen(String expression) implements Policy {
        @Override
        public String toString() {
            return "expression " + expression;
        }
    }
}
