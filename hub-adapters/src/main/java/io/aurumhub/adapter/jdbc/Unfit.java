package io.aurumhub.adapter.jdbc;

import io.aurumhub.core.shared.Value;

/** A value that its column cannot hold, or a name that the table does not have; refuses one write, never a batch. */
final class Unfit extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int SHOWN_CHARACTERS = 80;

    Unfit(String message) {
        super(message);
    }

    static Unfit value(Column column, Value value, String expected) {
        var text = value.raw() instanceof String raw ? raw : value.toString();
        var shown = text.length() > SHOWN_CHARACTERS ? text.substring(0, SHOWN_CHARACTERS) + "..." : text;
        return new Unfit("column %s (%s) cannot hold '%s'; expected %s"
                .formatted(column.name(), column.typeName(), shown, expected));
    }
}
