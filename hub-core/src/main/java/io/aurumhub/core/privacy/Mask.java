package io.aurumhub.core.privacy;

import io.aurumhub.core.definition.Disclosure;
import io.aurumhub.core.shared.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which paths of a record are shown; {@code a.b} is field b of the object a. What is at no visible path is hidden.
 *
 * @param hidden wins over what is visible
 */
record Mask(Set<String> hidden, Set<String> visible) {

    /** Shows nothing. */
    static final Mask OPAQUE = new Mask(Set.of(), Set.of());

    static final Value MASKED = Value.text(Disclosure.MASKED);

    Mask {
        hidden = Set.copyOf(hidden);
        visible = Set.copyOf(visible);
    }

    /** The fields as they may be shown. */
    Map<String, Value> over(Map<String, Value> fields) {
        return over("", fields, hidden -> {});
    }

    /** What is at a path as it may be shown. */
    Value over(String path, Value value) {
        return over(path, value, hidden -> {});
    }

    /** The values that are hidden. */
    List<Value> hiddenIn(Map<String, Value> fields) {
        var found = new ArrayList<Value>();
        over("", fields, found::add);
        return found;
    }

    private Value over(String path, Value value, Consumer<Value> taken) {
        if (isEmpty(value)) {
            return value;
        }
        boolean leadsToHidden = leadsTo(hidden, path);
        if (!covers(hidden, path)) {
            if (covers(visible, path) && !leadsToHidden) {
                return value;
            }
            if (value instanceof Value.Nested(Map<String, Value> inner) && (leadsToHidden || leadsTo(visible, path))) {
                return new Value.Nested(over(path + ".", inner, taken));
            }
        }
        taken.accept(value);
        return MASKED;
    }

    private Map<String, Value> over(String before, Map<String, Value> fields, Consumer<Value> taken) {
        var shown = LinkedHashMap.<String, Value>newLinkedHashMap(fields.size());
        fields.forEach((name, value) -> shown.put(name, over(before + name, value, taken)));
        return shown;
    }

    /** Whether all that is at a path is shown. */
    boolean shows(String path) {
        return !covers(hidden, path) && !leadsTo(hidden, path) && (covers(visible, path) || leadsTo(visible, path));
    }

    private static boolean covers(Set<String> paths, String path) {
        return paths.contains(path) || paths.stream().anyMatch(one -> path.startsWith(one + "."));
    }

    private static boolean leadsTo(Set<String> paths, String path) {
        return paths.stream().anyMatch(one -> one.startsWith(path + "."));
    }

    /** What says nothing hides nothing. */
    static boolean isEmpty(Value value) {
        return switch (value) {
            case Value.Nothing ignored -> true;
            case Value.Text(String text) -> text.isEmpty();
            case Value.Items(List<Value> items) -> items.isEmpty();
            case Value.Nested(Map<String, Value> fields) -> fields.isEmpty();
            case Value.Decimal ignored -> false;
            case Value.Flag ignored -> false;
        };
    }
}
