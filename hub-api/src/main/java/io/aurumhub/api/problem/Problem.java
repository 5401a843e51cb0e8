package io.aurumhub.api.problem;

import io.aurumhub.core.shared.Nearest;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** A request that cannot be answered as asked. Throw it anywhere below a controller; it becomes problem+json. */
public final class Problem extends ErrorResponseException {

    private static final long serialVersionUID = 1L;

    public Problem(ProblemType type, String detail) {
        this(type, detail, null);
    }

    public Problem(ProblemType type, String detail, @Nullable Throwable cause) {
        super(type.status(), detail(type, type.status(), detail), cause);
    }

    private Problem(HttpStatusCode status, String detail) {
        super(status, detail(ProblemType.of(status), status, detail), null);
    }

    /** What the web server says by a status alone. */
    public static Problem of(HttpStatusCode status, String detail) {
        return new Problem(status, detail);
    }

    /** A path that names something that does not exist. */
    public static Problem notFound(String detail) {
        return new Problem(ProblemType.NOT_FOUND, detail);
    }

    /** A name that is not among the known ones; tells the nearest of them. */
    public static Problem unknown(ProblemType type, String what, String name, Collection<String> known) {
        var nearest = Nearest.to(name, known);
        var hint = nearest.isEmpty()
                ? "known are " + String.join(", ", known)
                : "did you mean " + String.join(" or ", nearest) + "?";
        var problem = new Problem(type, "There is no %s '%s'; %s".formatted(what, name, hint));
        problem.getBody().setProperty("nearest", nearest);
        return problem;
    }

    /** Adds a member to the body. */
    public Problem with(String name, Object value) {
        getBody().setProperty(name, value);
        return this;
    }

    static ProblemDetail detail(ProblemType type, HttpStatusCode status, @Nullable String detail) {
        var body = ProblemDetail.forStatusAndDetail(status, detail);
        body.setType(type.uri());
        body.setTitle(type.title());
        return body;
    }
}
