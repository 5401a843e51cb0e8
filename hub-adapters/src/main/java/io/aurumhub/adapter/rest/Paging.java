package io.aurumhub.adapter.rest;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a list is cut into pages. */
sealed interface Paging {

    int USUAL_LARGEST = 1_000;

    /** One answer holds the whole list. */
    record Whole() implements Paging {}

    /** Each answer names the cursor of the next page; none, null or an empty one ends the list. */
    record Cursor(String field, String parameter, @Nullable String size, int largest) implements Paging {}

    /** Each answer links to the next page in its header {@code Link: <...>; rel="next"} (RFC 8288). */
    record Link(@Nullable String size, int largest) implements Paging {}

    /** Pages are asked for by number, or by the number of the first record. */
    record Numbered(String parameter, String size, boolean byPage, int first, int largest) implements Paging {

        private static final int OVERLAP = 4;

        /**
         * The window to ask for when all before {@code index} has been read. It begins before the index, so that the
         * answer itself shows whether the list has moved in between.
         */
        Window window(int index, int wanted) {
            if (index == 0) {
                return new Window(0, Math.min(wanted, largest));
            }
            if (byPage) {
                return overlappingPage(index, Math.min(wanted, largest));
            }
            int overlap = Math.min(OVERLAP, index);
            int length = Math.min(wanted + overlap, Math.max(largest, 2));
            overlap = Math.min(overlap, length - 1);
            return new Window(index - overlap, length);
        }

        /**
         * A page begins at a multiple of its size, so another size is chosen: the one that shows the most new records
         * for the fewest old ones, and at least one of each.
         */
        private Window overlappingPage(int index, int wanted) {
            Window best = null;
            double bestScore = Double.NEGATIVE_INFINITY;
            for (int size = Math.max(2, wanted / 2); size <= Math.max(2 * wanted + 8, 3) && size <= largest; size++) {
                int old = index % size;
                double score = Math.min(size - old, wanted) - old / 8.0;
                if (old > 0 && score > bestScore) {
                    bestScore = score;
                    best = new Window(index - old, size);
                }
            }
            return best == null ? page(index, wanted) : best;
        }

        /** The page that holds the index. */
        Window page(int index, int wanted) {
            int size = Math.min(wanted, largest);
            return new Window(index - index % size, size);
        }

        Map<String, String> parameters(Window window) {
            var parameters = new LinkedHashMap<String, String>();
            int number = byPage ? first + window.start() / window.length() : window.start();
            parameters.put(parameter, Integer.toString(number));
            parameters.put(size, Integer.toString(window.length()));
            return parameters;
        }
    }

    /** A piece of a numbered list. */
    record Window(int start, int length) {}

    static Paging of(Settings settings) {
        settings.allowing("cursor", "parameter", "size", "page", "first", "offset", "limit", "link", "max");
        int largest = settings.number("max", USUAL_LARGEST, 1, 100_000);
        var size = settings.text("size");
        if (settings.has("cursor")) {
            return new Cursor(settings.required("cursor"), settings.required("parameter"), size, largest);
        }
        if (settings.has("page")) {
            int first = settings.number("first", 1, 0, 1);
            return new Numbered(settings.required("page"), settings.required("size"), true, first, largest);
        }
        if (settings.has("offset")) {
            return new Numbered(settings.required("offset"), settings.required("limit"), false, 0, largest);
        }
        if (settings.has("link")) {
            return new Link(size, largest);
        }
        if (!settings.values().isEmpty()) {
            throw new IllegalArgumentException(settings.place() + " must name one of cursor, page, offset and link");
        }
        return new Whole();
    }
}
