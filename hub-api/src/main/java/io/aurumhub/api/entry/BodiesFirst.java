package io.aurumhub.api.entry;

import io.aurumhub.api.problem.Problem;
import io.aurumhub.api.problem.ProblemResponses;
import io.aurumhub.api.problem.ProblemType;
import io.aurumhub.api.security.AdminToken;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Reads the body of a request before a worker is taken for it: whoever sends slowly, or never, waits for himself alone.
 * What comes from somebody who may not change anything is read and thrown away. A stream of changes, which only the
 * admin sends, is read as it comes; there may be so many at once.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class BodiesFirst extends OncePerRequestFilter implements DisposableBean {

    private static final String STREAM = "application/x-ndjson";
    private static final String SIGNED = "/webhooks/";
    private static final String SOON = "5";

    private final ProblemResponses problems;
    private final AdminToken token;
    private final ConnectionSettings settings;
    private final SlowBodies slow;
    private final Semaphore streams;

    BodiesFirst(ProblemResponses problems, AdminToken token, ConnectionSettings settings) {
        this.problems = problems;
        this.token = token;
        this.settings = settings;
        this.slow = new SlowBodies(settings, problems);
        this.streams = new Semaphore(settings.streams());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getDispatcherType() != DispatcherType.REQUEST || Boolean.TRUE.equals(request.getAttribute(BodyHere.NAME))) {
            chain.doFilter(request, response);
            return;
        }
        var admin = token.isShownIn(request);
        if (admin && isStream(request)) {
            stream(request, response, chain);
        } else {
            slow.read(request, response, admin || request.getRequestURI().startsWith(SIGNED));
        }
    }

    private void stream(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!streams.tryAcquire()) {
            var problem = new Problem(
                    ProblemType.UNAVAILABLE,
                    "There are %d streams of changes already, as many as hub.http.streams allows"
                            .formatted(settings.streams()));
            problem.getHeaders().set(HttpHeaders.RETRY_AFTER, SOON);
            problems.write(request, response, problem);
            return;
        }
        try {
            chain.doFilter(new FlowingRequest(request, settings.streamRate()), response);
        } finally {
            streams.release();
        }
    }

    private static boolean isStream(HttpServletRequest request) {
        return String.valueOf(request.getContentType()).toLowerCase(Locale.ROOT).startsWith(STREAM);
    }

    @Override
    public void destroy() {
        slow.close();
    }
}
