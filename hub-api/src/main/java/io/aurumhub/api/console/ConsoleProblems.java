package io.aurumhub.api.console;

import io.aurumhub.adapter.postgres.Slice;
import io.aurumhub.api.problem.Problem;
import io.aurumhub.api.problem.Trace;
import io.aurumhub.core.connector.TransientFault;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.ModelAndView;

/** What a person sees when a page cannot be shown as asked. What is the hub's own fault stays with problem+json. */
@ControllerAdvice(assignableTypes = {ConsoleController.class, DeliveriesPage.class, RecordPageController.class})
@Order(Ordered.HIGHEST_PRECEDENCE)
class ConsoleProblems {

    private static final Logger LOG = LoggerFactory.getLogger(ConsoleProblems.class);

    @ExceptionHandler
    ModelAndView problem(Problem problem, HttpServletResponse response) {
        var body = problem.getBody();
        return page(
                Objects.requireNonNullElse(body.getTitle(), "This did not work"),
                body.getDetail(),
                HttpStatus.valueOf(problem.getStatusCode().value()),
                response);
    }

    @ExceptionHandler({MethodArgumentTypeMismatchException.class, Slice.NotReadable.class})
    ModelAndView address(RuntimeException fault, HttpServletResponse response) {
        return page(
                "There is no such page", "The address is not complete or not right.", HttpStatus.NOT_FOUND, response);
    }

    @ExceptionHandler({
        TransientDataAccessException.class,
        DataAccessResourceFailureException.class,
        RecoverableDataAccessException.class,
        TransactionException.class,
        TransientFault.class
    })
    ModelAndView noDatabase(RuntimeException fault, HttpServletResponse response) {
        LOG.warn("A page could not be shown, since the database did not answer: {}", fault.toString());
        response.setHeader(HttpHeaders.RETRY_AFTER, "2");
        return page(
                "The database is away",
                "The hub's database does not answer. Nothing that was confirmed is lost; try again in a moment.",
                HttpStatus.SERVICE_UNAVAILABLE,
                response);
    }

    private static ModelAndView page(
            String title, @Nullable String detail, HttpStatus status, HttpServletResponse response) {
        response.setStatus(status.value());
        var page = new ModelAndView("problem");
        page.addObject("title", title);
        page.addObject("detail", detail);
        page.addObject("trace", Trace.current());
        return page;
    }
}
