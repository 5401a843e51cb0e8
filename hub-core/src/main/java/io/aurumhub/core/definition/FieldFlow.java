package io.aurumhub.core.definition;

import io.aurumhub.core.shared.Value;
import org.jspecify.annotations.Nullable;

/**
 * Which way one field moves, and when.
 *
 * @param update when the hub writes it
 * @param fallback the golden value of a new record whose system says nothing here; null: none
 * @param disclosure how a sensitive field is sent; null: not at all
 * @param lossy the system cannot keep every golden value, and that is accepted
 */
public record FieldFlow(
        Direction direction,
        UpdateRule update,
        @Nullable Value fallback,
        @Nullable Disclosure disclosure,
        boolean lossy) {

    /** Both ways, always. */
    public static final FieldFlow FREE = new FieldFlow(Direction.BOTH, UpdateRule.ALWAYS, null, null, false);

    public FieldFlow with(Direction other) {
        return new FieldFlow(other, update, fallback, disclosure, lossy);
    }

    /** With a golden value for new records whose system says nothing. */
    public FieldFlow withFallback(Value golden) {
        return new FieldFlow(direction, update, golden, disclosure, lossy);
    }

    public FieldFlow with(Disclosure other) {
        return new FieldFlow(direction, update, fallback, other, lossy);
    }
}
