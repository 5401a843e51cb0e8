package io.aurumhub.adapter.cel;

import com.google.common.collect.ImmutableList;
import dev.cel.common.values.NullValue;
import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What the list functions do. */
final class Lists {

    private Lists() {}

    static List<String> split(String text, String separator) {
        Meter.spend(text.length());
        if (separator.isEmpty()) {
            throw Refusal.of("split was given an empty separator");
        }
        return ImmutableList.copyOf(text.split(Pattern.quote(separator), -1));
    }

    static String join(List<?> list, String separator) {
        var joined = new StringBuilder();
        boolean first = true;
        for (var element : list) {
            if (Nil.is(element)) {
                continue;
            }
            var text = text(element);
            Text.limit((long) joined.length() + separator.length() + text.length());
            joined.append(first ? "" : separator).append(text);
            first = false;
        }
        return joined.toString();
    }

    /** As a field of type text would hold it. */
    static String text(Object element) {
        if (element instanceof List || element instanceof Map || element instanceof Fields) {
            throw Refusal.of("a " + Kinds.of(element) + " has no text; join the elements of a list");
        }
        return Values.value(element).toString();
    }

    static List<Object> distinct(List<?> list) {
        Meter.spend(list.size());
        var seen = new LinkedHashMap<Value, Object>();
        list.forEach(element -> seen.putIfAbsent(Values.value(element), element));
        return ImmutableList.copyOf(seen.values());
    }

    static List<Object> sort(List<?> list) {
        Meter.spend(list.size() * 20L);
        var sorted = new ArrayList<Object>(list);
        sorted.sort(Lists::compare);
        return ImmutableList.copyOf(sorted);
    }

    private static int compare(Object one, Object other) {
        if (one instanceof Value.Decimal && other instanceof Value.Decimal) {
            return Numbers.number(one).compareTo(Numbers.number(other));
        }
        if (one instanceof String text && other instanceof String than) {
            return text.compareTo(than);
        }
        throw Refusal.of("sort takes a list of numbers or one of texts");
    }

    static Object sum(List<?> list) {
        Meter.spend(list.size());
        var sum = BigDecimal.ZERO;
        for (var element : list) {
            if (!(element instanceof Value.Decimal)) {
                throw Refusal.of("sum takes numbers, and was given a list with a " + Kinds.of(element));
            }
            sum = sum.add(Numbers.number(element));
        }
        return Numbers.result(sum);
    }

    static Object at(List<?> list, int place) {
        return list.isEmpty() ? NullValue.NULL_VALUE : list.get(place);
    }
}
