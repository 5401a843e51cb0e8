package io.aurumhub.api.problem;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerMapping;

/** Says what a request without a body should have sent. */
final class MissingBody {

    private MissingBody() {}

    static Problem of(WebRequest request, Throwable cause) {
        return new Problem(
                ProblemType.BAD_REQUEST, "The body is missing: send a JSON object" + members(request), cause);
    }

    /** The members of the object that the call reads. */
    private static String members(WebRequest request) {
        var handler =
                request.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE, RequestAttributes.SCOPE_REQUEST);
        if (!(handler instanceof HandlerMethod method)) {
            return "";
        }
        return Arrays.stream(method.getMethodParameters())
                .filter(parameter -> parameter.hasParameterAnnotation(RequestBody.class))
                .flatMap(parameter -> parameter.getParameterType().isRecord()
                        ? Stream.of(parameter.getParameterType().getRecordComponents())
                        : Stream.of())
                .map(RecordComponent::getName)
                .collect(Collectors.collectingAndThen(
                        Collectors.joining(", "), names -> names.isEmpty() ? "" : " with " + names));
    }
}
