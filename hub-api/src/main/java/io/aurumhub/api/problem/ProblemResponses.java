package io.aurumhub.api.problem;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes problem+json where no controller is at work: from filters, and for errors that the web server reports itself.
 */
@Controller
public final class ProblemResponses implements ErrorController {

    /** The attribute of a request that failed for another reason than the server will give; a {@link Problem}. */
    public static final String INSTEAD = ProblemResponses.class.getName() + ".instead";

    /** The attribute of a request whose body nobody has begun to read, and which is still to come. */
    public static final String BODY_TO_COME = ProblemResponses.class.getName() + ".body";

    private static final String NO_PATH = "about:blank";

    private final JsonMapper json;

    ProblemResponses(JsonMapper json) {
        this.json = json;
    }

    /** Answers now; nothing may have been written before. */
    public void write(HttpServletRequest request, HttpServletResponse response, Problem problem) throws IOException {
        problem.getHeaders().forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
        if (request.getAttribute(BODY_TO_COME) != null) {
            response.setHeader(HttpHeaders.CONNECTION, "close"); // for nobody waits for it any more
        }
        response.setStatus(problem.getBody().getStatus());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        json.writeValue(response.getOutputStream(), body(request, problem));
    }

    /** The body alone, for whoever writes the answer by other means. */
    public String text(HttpServletRequest request, Problem problem) {
        return json.writeValueAsString(body(request, problem));
    }

    private static Map<String, @Nullable Object> body(HttpServletRequest request, Problem problem) {
        var detail = problem.getBody();
        var body = new LinkedHashMap<String, @Nullable Object>();
        body.put("type", detail.getType());
        body.put("title", detail.getTitle());
        body.put("status", detail.getStatus());
        body.put("detail", detail.getDetail());
        body.put("instance", instance(request));
        if (detail.getProperties() != null) {
            body.putAll(detail.getProperties());
        }
        body.put("trace", Trace.ofRequest());
        return body;
    }

    @RequestMapping("${server.error.path:/error}")
    void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getAttribute(INSTEAD) instanceof Problem problem) {
            write(request, response, problem);
            return;
        }
        var status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
                ? HttpStatus.valueOf(code)
                : HttpStatus.NOT_FOUND;
        write(request, response, Problem.of(status, status.getReasonPhrase()));
    }

    /** The path as it was asked for; where the server reports an error, that of the request that failed. */
    private static String instance(HttpServletRequest request) {
        if (request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String failed) {
            return failed;
        }
        String path = request.getRequestURI();
        return Objects.requireNonNullElse(path, NO_PATH); // what is no request line has none
    }
}
