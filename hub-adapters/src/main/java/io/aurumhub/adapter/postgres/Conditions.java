package io.aurumhub.adapter.postgres;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The conditions of one query that apply this time. */
final class Conditions {

    private final List<String> clauses = new ArrayList<>();
    private final Map<String, Object> parameters = new HashMap<>();

    Conditions and(String clause) {
        clauses.add(clause);
        return this;
    }

    /** Applies only if there is a value for the one parameter it names. */
    Conditions andIf(String clause, String parameter, @Nullable Object value) {
        if (value != null) {
            clauses.add(clause);
            parameters.put(parameter, value);
        }
        return this;
    }

    /** Begins after the last row of the page before. */
    Conditions after(Slice.Wanted wanted, int parts, Consumer<List<String>> clause) {
        var position = wanted.position(parts);
        if (!position.isEmpty()) {
            try {
                clause.accept(position);
            } catch (IllegalArgumentException | java.time.DateTimeException e) {
                throw Slice.NotReadable.cursor(String.valueOf(wanted.cursor()));
            }
        }
        return this;
    }

    Conditions with(String parameter, Object value) {
        parameters.put(parameter, value);
        return this;
    }

    String where() {
        return clauses.isEmpty() ? "" : " where " + String.join(" and ", clauses);
    }

    Map<String, Object> parameters() {
        return parameters;
    }
}
