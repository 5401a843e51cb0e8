package io.aurumhub.api.security;

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
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Against DNS rebinding: a page of somebody else, whose name was made to point at this machine, would reach a hub on
 * loopback with that name in the Host header. Only known names are answered.
 */
final class HostFilter extends OncePerRequestFilter {

    private final Set<String> names;
    private final ProblemResponses problems;

    HostFilter(Set<String> names, ProblemResponses problems) {
        this.names = Set.copyOf(names);
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var host = request.getHeader(HttpHeaders.HOST);
        if (host != null && names.contains(name(host))) {
            chain.doFilter(request, response);
        } else {
            problems.write(
                    request,
                    response,
                    new Problem(
                            ProblemType.WRONG_HOST,
                            "Call the hub as localhost, or add the name that you use to hub.hosts"));
        }
    }

    /** The header without its port. */
    private static String name(String host) {
        var port = host.lastIndexOf(':');
        var name = port > host.lastIndexOf(']') ? host.substring(0, port) : host;
        return name.toLowerCase(Locale.ROOT);
    }
}
