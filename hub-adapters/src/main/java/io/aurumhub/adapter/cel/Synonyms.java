package io.aurumhub.adapter.cel;

import io.aurumhub.core.shared.Nearest;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What functions are called elsewhere. */
final class Synonyms {

    private static final Map<String, String> HERE = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    static {
        HERE.putAll(Map.of(
                "timestamp", "toDateTime",
                "string", "toText",
                "int", "toNumber",
                "double", "toNumber",
                "number", "toNumber",
                "length", "size",
                "len", "size",
                "concat", "join",
                "sha256", "hash"));
        HERE.putAll(Map.of(
                "strip", "trim",
                "toLowerCase", "lower",
                "lowerAscii", "lower",
                "toUpperCase", "upper",
                "upperAscii", "upper",
                "replaceAll", "replace",
                "substr", "substring",
                "ifNull", "coalesce",
                "nvl", "coalesce",
                "isEmpty", "size"));
    }

    /** What CEL makes of its own before it looks for functions. */
    static final List<String> MACROS = List.of("all", "exists", "exists_one", "filter", "map");

    private Synonyms() {}

    static String hint(String name, Collection<String> functions) {
        if (name.equalsIgnoreCase("now") || name.equalsIgnoreCase("today")) {
            return "expressions know no clock: the same record always gives the same answer";
        }
        if (MACROS.contains(name)) {
            return "write list." + name + "(x, ...)";
        }
        var here = HERE.get(name);
        var near = here != null
                ? here
                : Nearest.to(name, functions).stream().findFirst().orElse("");
        return near.isEmpty() ? "" : "did you mean '" + near + "'?";
    }
}
