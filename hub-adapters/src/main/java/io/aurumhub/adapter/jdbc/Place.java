package io.aurumhub.adapter.jdbc;

import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.Pointer;
import io.aurumhub.core.shared.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a pointer into a table says: the watermark and the key of the last row read. As text it is JSON, such as
 * {@code {"changed":"2026-01-31T12:00:00.000001Z","key":17}}.
 *
 * @param changed null: the table is read by key alone; {@link Value.Nothing}: among the rows without a watermark
 * @param key null: a read by key alone was finished, the next begins again
 */
record Place(@Nullable Value changed, @Nullable Value key) {

    private static final String CHANGED = "changed";
    private static final String KEY = "key";
    private static final String FINISHED = "{\"finished\":true}";

    static Place finished() {
        return new Place(null, null);
    }

    /** Among the rows without a watermark, or before all of them. */
    boolean isUnmarked() {
        return changed == null || changed.isNothing();
    }

    Pointer pointer() {
        if (key == null) {
            return new Pointer(FINISHED);
        }
        var fields = new LinkedHashMap<String, Value>();
        if (changed != null) {
            fields.put(CHANGED, changed);
        }
        fields.put(KEY, key);
        return new Pointer(Json.write(new Value.Nested(fields)));
    }

    /** @throws PermanentFault if somebody edited the pointer into something else */
    static Place of(Pointer pointer, boolean byChange) {
        if (pointer.value().equals(FINISHED)) {
            return finished();
        }
        try {
            if (Json.read(pointer.value()) instanceof Value.Nested(Map<String, Value> fields)
                    && fields.containsKey(KEY)
                    && fields.containsKey(CHANGED) == byChange) {
                return new Place(fields.get(CHANGED), fields.get(KEY));
            }
        } catch (IllegalArgumentException e) {
            throw unreadable(pointer, byChange, e);
        }
        throw unreadable(pointer, byChange, null);
    }

    private static PermanentFault unreadable(Pointer pointer, boolean byChange, @Nullable Exception cause) {
        var example = byChange ? "{\"changed\":\"2026-01-31T12:00:00Z\",\"key\":17}" : "{\"key\":17}";
        return new PermanentFault(
                "The pointer '" + pointer + "' is not like " + example
                        + "; correct it, or remove it to read everything again",
                cause);
    }
}
