package io.aurumhub.api.problem;

import io.aurumhub.adapter.postgres.PostgresHub;
import io.aurumhub.adapter.postgres.Slice;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.history.Stewardship;
import io.aurumhub.core.shared.BlankName;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;

/** Turns what was thrown into problem+json. What a client cannot help is logged here, and nowhere else. */
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
final class ProblemAdvice extends ResponseEntityExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);
    private static final Duration USUAL_PAUSE = Duration.ofSeconds(2);

    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> notPossible(Stewardship.NotPossible refusal, WebRequest request) {
        var type = refusal.missing() ? ProblemType.NOT_FOUND : ProblemType.NOT_POSSIBLE;
        return answer(new Problem(type, String.valueOf(refusal.getMessage()), refusal), request);
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> outdated(Stewardship.Outdated refusal, WebRequest request) {
        var type = ProblemType.REVISION_MOVED;
        return answer(new Problem(type, String.valueOf(refusal.getMessage()), refusal), request);
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> noSuchPage(Slice.NotReadable refusal, WebRequest request) {
        return answer(new Problem(ProblemType.INVALID_VALUE, String.valueOf(refusal.getMessage()), refusal), request);
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> blank(BlankName fault, WebRequest request) {
        return answer(new Problem(ProblemType.INVALID_VALUE, String.valueOf(fault.getMessage()), fault), request);
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> unreadable(JacksonException fault, WebRequest request) {
        return answer(JsonProblems.of(fault), request);
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> notNow(TransientFault fault, WebRequest request) {
        return unavailable(fault, fault.retryAfter().orElse(USUAL_PAUSE), request);
    }

    /** The database did not answer, or not in time. */
    @ExceptionHandler({
        TransientDataAccessException.class,
        DataAccessResourceFailureException.class,
        RecoverableDataAccessException.class,
        TransactionException.class
    })
    @Nullable
    ResponseEntity<Object> noDatabase(RuntimeException fault, WebRequest request) {
        return unavailable(fault, USUAL_PAUSE, request);
    }

    @ExceptionHandler
    @Nullable
    ResponseEntity<Object> failed(RuntimeException fault, WebRequest request) {
        if (PostgresHub.isDatabaseAway(fault)) {
            return unavailable(fault, USUAL_PAUSE, request);
        }
        LOG.error("Request failed and was answered with 500; nothing of it counts as done", fault);
        var type = ProblemType.INTERNAL;
        return answer(new Problem(type, "Look for the trace in the hub's log", fault), request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException fault, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return switch (fault.getCause()) {
            case JacksonException json -> answer(JsonProblems.of(json), request);
            case Problem problem -> answer(problem, request);
            case null -> answer(MissingBody.of(request, fault), request);
            default -> super.handleHttpMessageNotReadable(fault, headers, status, request);
        };
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleTypeMismatch(
            org.springframework.beans.TypeMismatchException fault,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        var name = fault instanceof MethodArgumentTypeMismatchException argument
                ? argument.getName()
                : fault.getPropertyName();
        var type = fault.getRequiredType();
        var expected = type == null ? "understood" : JsonProblems.expected(type);
        var detail = "%s: '%s' is not %s".formatted(name, JsonProblems.shown(fault.getValue()), expected);
        return answer(new Problem(ProblemType.INVALID_VALUE, detail, fault), request);
    }

    /** Every answer of this class leaves through here. */
    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception fault, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        var problem = body(fault, body, status);
        var ownType = problem.getType();
        if (ownType == null || !ownType.getScheme().equals("urn")) {
            var type = ProblemType.of(status);
            problem.setType(type.uri());
            problem.setTitle(type.title());
        }
        problem.setProperty("trace", Trace.current());
        var typed = new HttpHeaders(headers);
        typed.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (request.getAttribute(ProblemResponses.BODY_TO_COME, RequestAttributes.SCOPE_REQUEST) != null) {
            typed.setConnection("close");
        }
        return super.handleExceptionInternal(fault, problem, typed, status, request);
    }

    /** What was thrown as a problem carries its own body; Spring passes none along with it. */
    private static ProblemDetail body(Exception fault, @Nullable Object body, HttpStatusCode status) {
        if (body instanceof ProblemDetail detail) {
            return detail;
        }
        return fault instanceof ErrorResponse response
                ? response.getBody()
                : Problem.detail(ProblemType.of(status), status, null);
    }

    private @Nullable ResponseEntity<Object> unavailable(RuntimeException fault, Duration pause, WebRequest request) {
        LOG.warn("Request answered with 503; the caller may send it again: {}", fault.toString());
        var problem = new Problem(
                ProblemType.UNAVAILABLE, "Nothing of this request is known to be stored; send it again", fault);
        problem.getHeaders().set(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, pause.toSeconds())));
        return answer(problem, request);
    }

    private @Nullable ResponseEntity<Object> answer(Problem problem, WebRequest request) {
        return handleExceptionInternal(
                problem, problem.getBody(), problem.getHeaders(), problem.getStatusCode(), request);
    }
}
