package io.aurumhub.core.mapping;

import io.aurumhub.core.shared.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A list, or a set: distinct elements in the order of their text. In joined text, blanks around the elements and empty
 * elements carry no meaning; so an element that could not be told apart from its neighbours is a misfit when written.
 *
 * @param separator what joins the elements in one local text; null: the system has lists of its own
 */
record ListForm(boolean set, Form element, @Nullable String separator) implements Form {

    @Override
    public Value read(Value local) {
        if (local instanceof Value.Items(List<Value> items)) {
            return ordered(each(items, element::read));
        }
        if (separator != null) {
            var parts = split(TextForm.render(local), separator);
            return ordered(each(parts.stream().map(Value::text).toList(), element::read));
        }
        if (local instanceof Value.Text(String text) && text.isBlank()) {
            return Value.nothing();
        }
        throw new Misfit("a list");
    }

    @Override
    public Value write(Value golden) {
        if (!(golden instanceof Value.Items(List<Value> items))) {
            throw new Misfit("a list");
        }
        var locals = each(set ? sorted(items) : items, element::write);
        return separator == null ? new Value.Items(locals) : Value.text(joined(locals, separator));
    }

    private static String joined(List<Value> locals, String separator) {
        var parts = locals.stream().map(TextForm::render).toList();
        var text = String.join(separator, parts);
        if (!split(text, separator).equals(parts)) {
            throw new Misfit("a list that '" + separator + "' can join: an element holds it, is empty,"
                    + " or has blanks around");
        }
        return text;
    }

    private static List<String> split(String text, String separator) {
        var parts = new ArrayList<String>();
        int from = 0;
        for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
            parts.add(text.substring(from, at).strip());
            from = at + separator.length();
        }
        parts.add(text.substring(from).strip());
        parts.removeIf(String::isEmpty);
        return parts;
    }

    private static List<Value> each(Collection<Value> elements, UnaryOperator<Value> step) {
        var done = new ArrayList<Value>(elements.size());
        for (var one : elements) {
            try {
                var result = one.isNothing() ? one : step.apply(one);
                if (result.isNothing()) {
                    throw new Misfit("something");
                }
                done.add(result);
            } catch (Misfit misfit) {
                throw misfit.inside("a list in which each is ", ", but one is '" + MappedField.excerpt(one) + "'");
            }
        }
        return done;
    }

    private Value ordered(List<Value> elements) {
        return new Value.Items(set ? sorted(elements) : elements);
    }

    private static List<Value> sorted(Collection<Value> elements) {
        return new LinkedHashSet<>(elements)
                .stream().sorted(Comparator.comparing(Value::toString)).collect(Collectors.toList());
    }
}
