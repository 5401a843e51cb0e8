package io.aurumhub.api.problem;

import io.aurumhub.core.shared.Storable;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Says what is wrong with JSON, without showing more of the reader than its position. */
public final class JsonProblems {

    private static final String TOO_LONG_DOCUMENT = "Document length";
    private static final int LONGEST_VALUE = 100;

    private JsonProblems() {}

    public static Problem of(JacksonException fault) {
        return switch (fault) {
            case UnrecognizedPropertyException unknown -> {
                var known = unknown.getKnownPropertyIds().stream()
                        .map(String::valueOf)
                        .toList();
                yield Problem.unknown(ProblemType.UNKNOWN_PROPERTY, "property", path(unknown), known);
            }
            case StreamConstraintsException limit
            when limit.getOriginalMessage().startsWith(TOO_LONG_DOCUMENT) ->
                new Problem(ProblemType.TOO_LARGE, limit.getOriginalMessage(), limit);
            case DatabindException value
            when !value.getPath().isEmpty() ->
                new Problem(ProblemType.INVALID_VALUE, path(value) + ": " + complaint(value), value);
            case DatabindException shape ->
                new Problem(ProblemType.MALFORMED_JSON, place(shape) + complaint(shape), shape);
            default -> new Problem(ProblemType.MALFORMED_JSON, place(fault) + firstLine(fault), fault);
        };
    }

    /** In the words of the sender: which value, and what is expected in its place. */
    private static String complaint(DatabindException fault) {
        return switch (fault) {
            case InvalidFormatException format
            when format.getValue() instanceof String text && !Storable.isText(text) -> Storable.NO_TEXT;
            case InvalidFormatException format
            when format.getTargetType() != null ->
                "'%s' is not %s".formatted(shown(format.getValue()), expected(format.getTargetType()));
            case MismatchedInputException mismatch
            when mismatch.getTargetType() != null -> "expected " + expected(mismatch.getTargetType());
            default -> firstLine(fault);
        };
    }

    static String shown(@Nullable Object value) {
        var text = String.valueOf(value);
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "...";
    }

    static String expected(Class<?> type) {
        if (type.isEnum()) {
            return Stream.of(type.getEnumConstants())
                    .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        if (type == Instant.class) {
            return "a time such as 2026-01-31T14:30:00Z";
        }
        if (type == Value.class) {
            return "a number of at most 400 digits";
        }
        if (type == UUID.class) {
            return "an id such as 01a1fc7a-5a12-71c9-9efd-9c8ebd853488";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        }
        if (Number.class.isAssignableFrom(type) || type.isPrimitive()) {
            return "a number";
        }
        if (type == String.class) {
            return "a text";
        }
        return Collection.class.isAssignableFrom(type) ? "a list, in [ ]" : "an object, in { }";
    }

    /** Such as {@code changes[3].fields}. */
    private static String path(DatabindException fault) {
        var path = new StringBuilder();
        for (var step : fault.getPath()) {
            if (step.getPropertyName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        return path.toString();
    }

    private static String place(JacksonException fault) {
        var at = fault.getLocation();
        return at == null || at.getLineNr() < 1
                ? ""
                : "Line %d, column %d: ".formatted(at.getLineNr(), at.getColumnNr());
    }

    private static String firstLine(JacksonException fault) {
        return fault.getOriginalMessage().lines().findFirst().orElse("not understood");
    }
}
