package io.aurumhub.api.problem;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Gives every request an id that follows it through the log, into errors, and into the events it causes: the caller's
 * own trace id where it sends a W3C {@code traceparent}, else a new one. It goes back in the header {@code X-Trace-Id}.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class Trace extends OncePerRequestFilter {

    private static final String KEY = "trace";
    private static final Pattern PARENT = Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}");

    /** The id of the request that this thread works on; null outside of one. */
    public static @Nullable String current() {
        return MDC.get(KEY);
    }

    /** The same; where no filter has seen the request, a new one. */
    static String ofRequest() {
        var current = current();
        return current == null ? fresh() : current;
    }

    private static String fresh() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var id = idOf(request);
        request.setAttribute(Trace.class.getName(), id);
        response.setHeader("X-Trace-Id", id);
        MDC.put(KEY, id);
        try {
            chain.doFilter(request, response);
        } finally {
            MDC.remove(KEY);
        }
    }

    /** Also when the server itself reports an error: with the id of the request that failed. */
    @Override
    protected boolean shouldNotFilterErrorDispatch() {
        return false;
    }

    private static String idOf(HttpServletRequest request) {
        if (request.getAttribute(Trace.class.getName()) instanceof String id) {
            return id;
        }
        var parent = request.getHeader("traceparent");
        if (parent != null) {
            var matcher = PARENT.matcher(parent);
            if (matcher.matches()) {
                return matcher.group(1);
            }
        }
        return fresh();
    }
}
