package io.aurumhub.core.mapping;

import io.aurumhub.core.shared.Value;
import java.util.List;
import java.util.Map;

/** Any JSON value, kept as it is: null inside of it is not the same as absent, and the order of a list counts. */
record JsonForm() implements Form {

    /** Deeper than any sensible document, and far from where recursion ends. */
    static final int DEEPEST = 100;

    @Override
    public Value read(Value local) {
        if (local instanceof Value.Text(String text) && isDocument(text.strip())) {
            throw new Misfit("JSON, but text that holds JSON: read: 'parseJson(...)' makes JSON of it, and"
                    + " write: 'toJson(...)' makes the text");
        }
        check(local, 0);
        return local;
    }

    @Override
    public Value write(Value golden) {
        return read(golden);
    }

    private static boolean isDocument(String text) {
        return (text.startsWith("{") && text.endsWith("}")) || (text.startsWith("[") && text.endsWith("]"));
    }

    private static void check(Value value, int depth) {
        if (depth > DEEPEST) {
            throw new Misfit("JSON of at most " + DEEPEST + " levels");
        }
        switch (value) {
            case Value.Decimal decimal -> NumberForm.bounded(decimal.number());
            case Value.Items(List<Value> items) -> items.forEach(item -> check(item, depth + 1));
            case Value.Nested(Map<String, Value> fields) -> fields.values().forEach(field -> check(field, depth + 1));
            case Value.Text ignored -> {}
            case Value.Flag ignored -> {}
            case Value.Nothing ignored -> {}
        }
    }
}
