package io.aurumhub.api.problem;

import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Says what is wrong with JSON, without showing more of the reader than its position. */
public final class JsonProblems {

    private static final String TOO_LONG_DOCUMENT = "Document length";

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
                new Problem(ProblemType.INVALID_VALUE, path(value) + ": " + firstLine(value), value);
            default -> new Problem(ProblemType.MALFORMED_JSON, place(fault) + firstLine(fault), fault);
        };
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
