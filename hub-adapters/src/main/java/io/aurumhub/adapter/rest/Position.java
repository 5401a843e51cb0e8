package io.aurumhub.adapter.rest;

import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.Pointer;
import io.aurumhub.core.shared.Value;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Pointer} says here, as JSON: {@code {"since":"2026-01-31T12:00:00Z","seen":[...]}} after a finished
 * read; with a {@code pass} in it while a read goes on.
 *
 * @param since all changes before it have been read; while a pass goes on, the highest change seen so far
 * @param seen fingerprints of the records read that changed exactly at {@code since}: the API is asked for changes at
 *     or after it, and these are left out
 */
record Position(
        @Nullable Value since, List<String> seen, @Nullable Pass pass) {

    Position {
        seen = List.copyOf(seen);
    }

    /**
     * Where a walk through the pages of a list stands.
     *
     * @param from changes at or after it are asked for; null: everything
     * @param cursor of the page to ask for next, if the API works with cursors or links; null: the first page
     * @param index number of records before the one to read next, if the API works with numbers
     * @param anchors marks of the last records read, in order
     * @param began the system's clock at the first answer of the walk
     * @param answers how many answers the walk has had
     * @param restarts how often the walk had to begin again since it lost its place
     */
    record Pass(
            @Nullable Value from,
            @Nullable String cursor,
            int index,
            List<String> anchors,
            @Nullable Instant began,
            int answers,
            int restarts) {
        Pass {
            anchors = List.copyOf(anchors);
        }

        static Pass begin(@Nullable Value from) {
            return new Pass(from, null, 0, List.of(), null, 0, 0);
        }
    }

    static Position beginning() {
        return new Position(null, List.of(), null);
    }

    Pointer pointer() {
        var all = new LinkedHashMap<String, Value>();
        all.put("since", orNothing(since));
        if (!seen.isEmpty()) {
            all.put("seen", texts(seen));
        }
        if (pass != null) {
            var walk = new LinkedHashMap<String, Value>();
            walk.put("from", orNothing(pass.from));
            walk.put("cursor", Value.text(pass.cursor));
            walk.put("index", Value.number(pass.index));
            walk.put("anchors", texts(pass.anchors));
            walk.put("began", Value.text(pass.began == null ? null : pass.began.toString()));
            walk.put("answers", Value.number(pass.answers));
            walk.put("restarts", Value.number(pass.restarts));
            all.put("pass", new Value.Nested(walk));
        }
        return new Pointer(Json.text(new Value.Nested(all)));
    }

    /** @throws PermanentFault if somebody edited the pointer into nonsense */
    static Position of(Pointer pointer) {
        var value = Json.read(pointer.value().getBytes(StandardCharsets.UTF_8)).orElse(Value.nothing());
        if (!(value instanceof Value.Nested(Map<String, Value> fields))) {
            throw new PermanentFault(
                    "The pointer " + pointer + " is none of this connector; clear it to read from the beginning", null);
        }
        try {
            var pass = fields.get("pass") instanceof Value.Nested(Map<String, Value> walk)
                    ? new Pass(
                            orNull(walk.get("from")),
                            text(walk.get("cursor")),
                            number(walk.get("index")),
                            list(walk.get("anchors")),
                            walk.get("began") instanceof Value.Text(String text) ? Instant.parse(text) : null,
                            number(walk.get("answers")),
                            number(walk.get("restarts")))
                    : null;
            return new Position(orNull(fields.get("since")), list(fields.get("seen")), pass);
        } catch (ArithmeticException | DateTimeException e) {
            throw new PermanentFault(
                    "The pointer " + pointer + " cannot be understood; clear it to read from the beginning", e);
        }
    }

    private static Value orNothing(@Nullable Value value) {
        return value == null ? Value.nothing() : value;
    }

    private static @Nullable Value orNull(@Nullable Value value) {
        return value == null || value.isNothing() ? null : value;
    }

    private static @Nullable String text(@Nullable Value value) {
        return value instanceof Value.Text(String text) ? text : null;
    }

    private static int number(@Nullable Value value) {
        return value instanceof Value.Decimal number
                ? Math.max(0, number.number().intValueExact())
                : 0;
    }

    private static Value texts(List<String> texts) {
        return new Value.Items(texts.stream().map(Value::text).toList());
    }

    private static List<String> list(@Nullable Value value) {
        var texts = new ArrayList<String>();
        if (value instanceof Value.Items(List<Value> items)) {
            items.forEach(item -> texts.add(item.toString()));
        }
        return texts;
    }
}
