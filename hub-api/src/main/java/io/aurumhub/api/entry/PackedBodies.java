package io.aurumhub.api.entry;

import io.aurumhub.api.problem.Problem;
import io.aurumhub.api.problem.ProblemResponses;
import io.aurumhub.api.problem.ProblemType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Unpacks bodies that come with {@code Content-Encoding: gzip}; stands behind the check of who may call what. */
@Component
@Order(0)
final class PackedBodies extends OncePerRequestFilter {

    private static final Set<String> GZIP = Set.of("gzip", "x-gzip");
    private static final String STREAM = "application/x-ndjson";

    private final ProblemResponses problems;

    PackedBodies(ProblemResponses problems) {
        this.problems = problems;
    }

    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var encodings = Collections.list(request.getHeaders(HttpHeaders.CONTENT_ENCODING));
        var encoding = String.join(", ", encodings).strip().toLowerCase(Locale.ROOT);
        if (encoding.isEmpty() || encoding.equals("identity")) {
            chain.doFilter(request, response);
        } else if (GZIP.contains(encoding)) {
            chain.doFilter(new Unpacked(request), response);
        } else {
            var problem = new Problem(
                    ProblemType.UNSUPPORTED_MEDIA_TYPE,
                    "Content-Encoding '%s' is not read here; send the body packed by gzip, or as it is"
                            .formatted(encoding));
            problem.getHeaders().set(HttpHeaders.ACCEPT_ENCODING, "gzip");
            problems.write(request, response, problem);
        }
    }

    /** The request as if its body had come unpacked. */
    private static final class Unpacked extends HttpServletRequestWrapper {

        private static final Set<String> HIDDEN = Set.of("content-encoding", "content-length");

        private @Nullable UnpackedBody body;

        Unpacked(HttpServletRequest request) {
            super(request);
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            var opened = body;
            if (opened == null) {
                var type = String.valueOf(getContentType()).toLowerCase(Locale.ROOT);
                opened = new UnpackedBody(super.getInputStream(), type.startsWith(STREAM));
                body = opened;
            }
            return opened;
        }

        @Override
        public BufferedReader getReader() throws IOException {
            return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
        }

        @Override
        public int getContentLength() {
            return -1;
        }

        @Override
        public long getContentLengthLong() {
            return -1;
        }

        @Override
        public @Nullable String getHeader(String name) {
            return isHidden(name) ? null : super.getHeader(name);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return isHidden(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
        }

        @Override
        public Enumeration<String> getHeaderNames() {
            return Collections.enumeration(Collections.list(super.getHeaderNames()).stream()
                    .filter(name -> !isHidden(name))
                    .toList());
        }

        private static boolean isHidden(String name) {
            return HIDDEN.contains(name.toLowerCase(Locale.ROOT));
        }
    }
}
