package io.aurumhub.api.database;

import io.aurumhub.api.problem.Problem;
import io.aurumhub.api.problem.ProblemResponses;
import io.aurumhub.api.problem.ProblemType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers with 503 while the database is away, at once, instead of letting everybody wait for it: people get a plain
 * page that looks again by itself, programs a problem with the time after which to try again.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class DatabaseAwayFilter extends OncePerRequestFilter {

    private static final int RETRY_SECONDS = 2;

    /** What needs no database; open pages hear by their stream when it is back. */
    private static final List<String> WITHOUT_DATABASE = List.of(
            "/actuator/",
            "/assets/",
            "/webjars/",
            "/favicon.ico",
            "/v3/api-docs",
            "/swagger-ui",
            "/docs",
            "/console/events");

    private static final String PAGE = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
            <meta charset="utf-8">
            <meta http-equiv="refresh" content="%d">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>The database is away · Aurum</title>
            <link rel="stylesheet" href="/assets/aurum.css">
        </head>
        <body>
        <main class="narrow">
            <h1>The database is away</h1>
            <p class="lead">The hub's database does not answer. Nothing that was confirmed is lost. The hub goes on by
                itself as soon as the database is back, and this page looks every few seconds.</p>
        </main>
        </body>
        </html>
        """.formatted(RETRY_SECONDS);

    private final ObjectProvider<WatchedDatabase> database;
    private final ProblemResponses problems;

    DatabaseAwayFilter(ObjectProvider<WatchedDatabase> database, ProblemResponses problems) {
        this.database = database;
        this.problems = problems;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        var path = request.getRequestURI();
        return WITHOUT_DATABASE.stream().anyMatch(path::startsWith);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var watched = database.getIfAvailable();
        if (watched == null || !watched.isAway()) {
            chain.doFilter(request, response);
        } else if (isPage(request)) {
            response.setStatus(HttpStatus.SERVICE_UNAVAILABLE.value());
            response.setHeader(HttpHeaders.RETRY_AFTER, Integer.toString(RETRY_SECONDS));
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            response.setContentType(MediaType.TEXT_HTML_VALUE);
            response.setCharacterEncoding(StandardCharsets.UTF_8);
            response.getWriter().write(PAGE);
        } else {
            var problem = new Problem(
                    ProblemType.UNAVAILABLE,
                    "The hub's database does not answer; nothing of this request was stored. Send it again");
            problem.getHeaders().set(HttpHeaders.RETRY_AFTER, Integer.toString(RETRY_SECONDS));
            problems.write(request, response, problem);
        }
    }

    private static boolean isPage(HttpServletRequest request) {
        var accept = request.getHeader(HttpHeaders.ACCEPT);
        return accept != null && accept.contains(MediaType.TEXT_HTML_VALUE);
    }
}
