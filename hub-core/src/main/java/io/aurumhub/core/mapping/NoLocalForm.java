package io.aurumhub.core.mapping;

import java.util.List;

/** Golden values that a system's map cannot write. The message names each field, its value and the map. */
public final class NoLocalForm extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final transient List<Mapped.Problem> problems;

    NoLocalForm(String message, List<Mapped.Problem> problems, Throwable cause) {
        super(message, cause);
        this.problems = List.copyOf(problems);
    }

    NoLocalForm(String message, List<Mapped.Problem> problems) {
        super(message);
        this.problems = List.copyOf(problems);
    }

    /** One per value; empty where an expression fails. */
    public List<Mapped.Problem> problems() {
        return problems;
    }
}
