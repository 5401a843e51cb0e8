package io.aurumhub.api.record;

import io.aurumhub.api.problem.Problem;
import io.aurumhub.api.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** A call that changes something and compares no revision says so, instead of going on as if it had compared. */
@Configuration(proxyBeanMethods = false)
class NoIfMatch implements WebMvcConfigurer, HandlerInterceptor {

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this);
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (request.getHeader(IfMatch.HEADER) != null
                && request.getMethod().equals("POST")
                && handler instanceof HandlerMethod method
                && Arrays.stream(method.getMethodParameters()).noneMatch(NoIfMatch::isRead)) {
            throw new Problem(
                    ProblemType.REVISION_MOVED,
                    "This call has no revision to compare with If-Match; leave the header away");
        }
        return true;
    }

    private static boolean isRead(MethodParameter parameter) {
        var header = parameter.getParameterAnnotation(RequestHeader.class);
        return header != null && header.name().equals(IfMatch.HEADER);
    }
}
