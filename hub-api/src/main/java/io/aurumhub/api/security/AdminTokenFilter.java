package io.aurumhub.api.security;

import io.aurumhub.api.problem.Problem;
import io.aurumhub.api.problem.ProblemResponses;
import io.aurumhub.api.problem.ProblemType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Recognises the admin by the token. A wrong token is refused everywhere, also where none is needed. */
final class AdminTokenFilter extends OncePerRequestFilter {

    static final String ADMIN = "ADMIN";

    /** What the admin may do, in the words of Spring Security. */
    static final String ROLE = "ROLE_" + ADMIN;

    private static final String SCHEME = "Bearer ";

    private final AdminToken token;
    private final ProblemResponses problems;

    AdminTokenFilter(AdminToken token, ProblemResponses problems) {
        this.token = token;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        // Who has shown the token sees more; no cache may mix that up.
        response.addHeader(HttpHeaders.VARY, HttpHeaders.AUTHORIZATION);
        var header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null) {
            chain.doFilter(request, response);
        } else if (isBearer(header)
                && token.matches(header.substring(SCHEME.length()).strip())) {
            var context = SecurityContextHolder.createEmptyContext();
            context.setAuthentication(UsernamePasswordAuthenticationToken.authenticated(
                    "admin", null, AuthorityUtils.createAuthorityList(ROLE)));
            SecurityContextHolder.setContext(context);
            chain.doFilter(request, response);
        } else {
            problems.write(request, response, unauthorized("This is not the admin token"));
        }
    }

    static Problem unauthorized(String detail) {
        var problem = new Problem(
                ProblemType.UNAUTHORIZED, detail + "; it is kept in the file admin-token in the hub's home");
        problem.getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"aurum\"");
        return problem;
    }

    private static boolean isBearer(String header) {
        return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }
}
