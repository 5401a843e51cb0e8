package io.aurumhub.api.entry;

import io.aurumhub.api.problem.Problem;
import io.aurumhub.api.problem.ProblemResponses;
import io.aurumhub.api.problem.ProblemType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Limits the waiting for bodies, each of which keeps a worker: in time, and in number for those who have not shown the
 * admin token, so that most workers are always free of them. Stands behind the check of who may call what.
 */
@Component
@Order(-1)
final class SlowBodies extends OncePerRequestFilter {

    private static final String ADMIN = "ADMIN";
    private static final String STREAM = "application/x-ndjson";
    private static final String SOON = "5";

    /** Nobody would read one; it is not even waited for. */
    private static final Set<String> BODILESS = Set.of("GET", "HEAD");

    private final ProblemResponses problems;
    private final ConnectionSettings settings;
    private final Places strangers;
    private final Places streams;

    SlowBodies(ProblemResponses problems, ConnectionSettings settings) {
        this.problems = problems;
        this.settings = settings;
        this.strangers = new Places(settings.strangers(), Math.max(1, settings.strangers() / 2));
        this.streams = new Places(settings.streams(), settings.streams());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!(request.getAttribute(IncomingBody.NAME) instanceof IncomingBody body)) {
            chain.doFilter(request, response);
            return;
        }
        if (BODILESS.contains(request.getMethod())) {
            var method = request.getMethod();
            problems.write(
                    request,
                    response,
                    new Problem(ProblemType.BAD_REQUEST, "A " + method + " has no body; leave it away"));
            return;
        }
        boolean admin = request.isUserInRole(ADMIN);
        boolean stream = admin && isStream(request);
        var pace = stream ? TimedBody.Pace.ANY : new TimedBody.Pace(settings.bodyTime(), settings.bodyRate());
        var places = stream ? streams : admin ? Places.UNLIMITED : strangers;
        var address = String.valueOf(request.getRemoteAddr());
        try (var place = places.at(address)) {
            chain.doFilter(new TimedBody(request, body, pace, () -> take(place)), response);
        }
    }

    private static void take(Places.Place place) {
        if (!place.take()) {
            var problem = new Problem(
                    ProblemType.UNAVAILABLE, "Too many bodies are waited for already; send it again, and all at once");
            problem.getHeaders().set(HttpHeaders.RETRY_AFTER, SOON);
            throw problem;
        }
    }

    private static boolean isStream(HttpServletRequest request) {
        return String.valueOf(request.getContentType()).toLowerCase(Locale.ROOT).startsWith(STREAM);
    }
}
