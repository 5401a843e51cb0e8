package io.aurumhub.core.connector;

import io.aurumhub.core.shared.Value;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One write to one record of a system. Field names are local paths; {@code a.b} is field b of the object a. */
public sealed interface Write {

    /**
     * Make a new record.
     *
     * @param idempotencyKey the same for every attempt at this create; handed to the system where it takes one
     * @param fields the values to store; {@link Value.Nothing} stores null
     */
    record Create(String idempotencyKey, Map<String, Value> fields) implements Write {
        public Create {
            fields = Map.copyOf(fields);
        }
    }

    /**
     * Change some fields of a record.
     *
     * @param changes the fields to change
     * @param expected what the hub believes these same fields hold now; the write must not happen if one of them
     *     differs
     * @param version the system's version of the state the hub knows, if it has one; a different one is
     *     {@code Overtaken}
     */
    record Update(
            String localId,
            Map<String, Value> changes,
            Map<String, Value> expected,
            @Nullable String version) implements Write {
        public Update {
            changes = Map.copyOf(changes);
            expected = Map.copyOf(expected);
        }
    }

    /**
     * Take the mark of a delete off a record, and change some fields of it in the same step. {@code Overtaken} by the
     * record as it is if it is not marked or holds other values; by null if there is none, or the system lets no
     * deleted record be taken back.
     *
     * @param changes the fields to change beside the mark; may be empty
     * @param expected what these same fields were seen to hold
     * @param version the version that was seen
     */
    record Restore(
            String localId,
            Map<String, Value> changes,
            Map<String, Value> expected,
            @Nullable String version) implements Write {
        public Restore {
            changes = Map.copyOf(changes);
            expected = Map.copyOf(expected);
        }
    }

    /** Remove a record, unless one of the expected values differs. A record that is gone already counts as removed. */
    record Delete(
            String localId,
            Map<String, Value> expected,
            @Nullable String version) implements Write {
        public Delete {
            expected = Map.copyOf(expected);
        }
    }
}
