package io.aurumhub.adapter.postgres;

import io.aurumhub.core.shared.Storable;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a longer list.
 *
 * @param next where the following page begins; null on the last one
 */
public record Slice<T>(List<T> items, @Nullable String next) {

    /** The page size if none is asked for. */
    public static final int DEFAULT_LIMIT = 50;

    /** The largest page. */
    public static final int LARGEST_LIMIT = 200;

    private static final String SEPARATOR = " ";

    public Slice {
        items = List.copyOf(items);
    }

    /** The same page of other things. */
    public <R> Slice<R> map(Function<? super T, ? extends R> change) {
        return new Slice<R>(items.stream().<R>map(change).toList(), next);
    }

    /**
     * Which page is wanted.
     *
     * @param limit 1 to {@link #LARGEST_LIMIT}
     * @param cursor {@link Slice#next} of the page before; null for the first
     */
    public record Wanted(int limit, @Nullable String cursor) {
        public Wanted {
            if (limit < 1 || limit > LARGEST_LIMIT) {
                throw new NotReadable("limit must be between 1 and " + LARGEST_LIMIT + ", not " + limit);
            }
        }

        public static Wanted first(int limit) {
            return new Wanted(limit, null);
        }

        /** The parts of the cursor; empty for the first page. The last part may hold the separator. */
        List<String> position(int parts) {
            if (cursor == null) {
                return List.of();
            }
            try {
                var text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
                var position = List.of(text.split(SEPARATOR, parts));
                if (position.size() == parts && Storable.isText(text)) {
                    return position;
                }
            } catch (IllegalArgumentException ignoredBecauseItIsToldBelow) {
                // falls through to the one message for every kind of damage
            }
            throw NotReadable.cursor(cursor);
        }

        /** One row more than wanted tells whether there is a next page. */
        int rows() {
            return limit + 1;
        }

        <T> Slice<T> slice(List<T> rows, Function<T, List<?>> position) {
            if (rows.size() <= limit) {
                return new Slice<>(rows, null);
            }
            var items = rows.subList(0, limit);
            var text = String.join(
                    SEPARATOR,
                    position.apply(items.getLast()).stream()
                            .map(Object::toString)
                            .toList());
            return new Slice<>(
                    items,
                    Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** The page asked for does not exist in any list. */
    public static final class NotReadable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NotReadable(String message) {
            super(message);
        }

        static NotReadable cursor(String cursor) {
            return new NotReadable("cursor '%s' is not one this hub gave out; leave it away to begin at the first page"
                    .formatted(cursor));
        }
    }
}
