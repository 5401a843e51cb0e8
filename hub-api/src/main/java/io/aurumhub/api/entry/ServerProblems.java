package io.aurumhub.api.entry;

import io.aurumhub.api.problem.Problem;
import io.aurumhub.api.problem.ProblemResponses;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/**
 * What the web server answers by itself, before any filter sees the request: a request line that is none, headers that
 * are too long, a version of HTTP that nobody speaks. In the one form of all the hub's errors.
 */
final class ServerProblems extends ErrorReportValve {

    private static final Logger LOG = LoggerFactory.getLogger(ServerProblems.class);
    private static final int FIRST_ERROR = 400;

    private final ProblemResponses problems;

    ServerProblems(ProblemResponses problems) {
        this.problems = problems;
    }

    @Override
    protected void report(Request request, Response response, @Nullable Throwable fault) {
        var status = HttpStatus.resolve(response.getStatus());
        if (status == null || status.value() < FIRST_ERROR || response.getContentWritten() > 0) {
            return;
        }
        if (!response.setErrorReported()) {
            return;
        }
        try {
            var body = problems.text(request, Problem.of(status, detail(status)));
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            response.setCharacterEncoding(StandardCharsets.UTF_8.name());
            response.setHeader("Cache-Control", "no-store");
            response.setHeader("X-Content-Type-Options", "nosniff");
            var writer = response.getReporter();
            if (writer != null) {
                writer.write(body);
                response.finishResponse();
            }
        } catch (IOException | IllegalStateException gone) {
            LOG.debug("A caller was gone before it could be told {}", status, gone);
        }
    }

    private static String detail(HttpStatus status) {
        return switch (status) {
            case BAD_REQUEST ->
                "This is no HTTP request that can be read: its first line, its path or a header holds what may not"
                        + " stand there, or they are longer than 16 KB together";
            case URI_TOO_LONG, REQUEST_HEADER_FIELDS_TOO_LARGE ->
                "The path, the query and the headers may have 16 KB together";
            case HTTP_VERSION_NOT_SUPPORTED -> "Speak HTTP/1.1";
            case NOT_IMPLEMENTED -> "There is no such method or transfer encoding here";
            default -> status.getReasonPhrase();
        };
    }
}
