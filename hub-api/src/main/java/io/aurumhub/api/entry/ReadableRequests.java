package io.aurumhub.api.entry;

import io.aurumhub.api.problem.Problem;
import io.aurumhub.api.problem.ProblemResponses;
import io.aurumhub.api.problem.ProblemType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses addresses and headers that hold no text: the one place where text from an address comes in. Whoever reads a
 * parameter behind it need not ask whether it can be stored, and nobody sees another path than the next one does.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class ReadableRequests extends OncePerRequestFilter {

    private static final int DELETE = 0x7f;

    private final ProblemResponses problems;

    ReadableRequests(ProblemResponses problems) {
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var fault = fault(request);
        if (fault.isEmpty()) {
            chain.doFilter(request, response);
        } else {
            problems.write(request, response, new Problem(ProblemType.INVALID_VALUE, fault.get()));
        }
    }

    private static Optional<String> fault(HttpServletRequest request) {
        return path(request.getRequestURI())
                .map(fault -> "The path " + fault)
                .or(() -> query(request.getQueryString()))
                .or(() -> headers(request));
    }

    /** What follows a semicolon is left away by some of those who read a path, so it would mean two things. */
    private static Optional<String> path(String path) {
        return path.indexOf(';') < 0
                ? PercentText.fault(path)
                : Optional.of("holds a semicolon, behind which it means nothing here; write it as %3B");
    }

    /** Names the parameter. */
    private static Optional<String> query(@Nullable String query) {
        if (query == null) {
            return Optional.empty();
        }
        for (var pair : query.split("&", -1)) {
            var equals = pair.indexOf('=');
            var name = equals < 0 ? pair : pair.substring(0, equals);
            var fault = PercentText.fault(name)
                    .map(what -> "The name of a parameter " + what)
                    .or(() -> PercentText.fault(pair.substring(equals + 1)).map(what -> name + ": " + what));
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> headers(HttpServletRequest request) {
        return Collections.list(request.getHeaderNames()).stream()
                .filter(name -> Collections.list(request.getHeaders(name)).stream()
                        .anyMatch(value -> value.chars().anyMatch(ReadableRequests::isControl)))
                .findFirst()
                .map(name -> "The header " + name + " holds a control character");
    }

    /** The server reads each byte of a header as a character; those of UTF-8 may look like further controls. */
    private static boolean isControl(int c) {
        return (c < ' ' && c != '\t') || c == DELETE;
    }
}
