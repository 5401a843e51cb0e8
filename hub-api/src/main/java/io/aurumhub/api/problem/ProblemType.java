package io.aurumhub.api.problem;

import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;

/** Every kind of error that the API answers with. The URIs are a promise to clients: none is ever renamed. */
public enum ProblemType {
    MALFORMED_JSON(HttpStatus.BAD_REQUEST, "The body is not valid JSON"),
    UNKNOWN_PROPERTY(HttpStatus.BAD_REQUEST, "The body has a property that is not known here"),
    INVALID_VALUE(HttpStatus.BAD_REQUEST, "A value is not understood"),
    BAD_REQUEST(HttpStatus.BAD_REQUEST, "The request is not understood"),
    UNKNOWN_FIELD(HttpStatus.BAD_REQUEST, "There is no such field"),
    UNAUTHORIZED(HttpStatus.UNAUTHORIZED, "The admin token is needed"),
    SENSITIVE_FIELD(HttpStatus.FORBIDDEN, "The field is sensitive"),
    BAD_SIGNATURE(HttpStatus.UNAUTHORIZED, "The signature does not match"),
    NOT_FOUND(HttpStatus.NOT_FOUND, "There is nothing here"),
    METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED, "The path does not take this method"),
    NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE, "The answer has no such form"),
    NOT_POSSIBLE(HttpStatus.CONFLICT, "The present state does not allow it"),
    REVISION_MOVED(HttpStatus.PRECONDITION_FAILED, "The record has changed meanwhile"),
    TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The body has a form that is not read here"),
    WRONG_HOST(HttpStatus.MISDIRECTED_REQUEST, "The hub does not go by this name"),
    MISSING_VALUE(HttpStatus.UNPROCESSABLE_CONTENT, "A value is missing"),
    UNKNOWN_SYSTEM(HttpStatus.UNPROCESSABLE_CONTENT, "There is no such system"),
    UNKNOWN_ENTITY(HttpStatus.UNPROCESSABLE_CONTENT, "There is no such entity"),
    UNKNOWN_SYNC(HttpStatus.UNPROCESSABLE_CONTENT, "No sync connects this system with this entity"),
    KEY_REUSED(HttpStatus.UNPROCESSABLE_CONTENT, "The Idempotency-Key was used for another request"),
    INVALID_DEFINITION(HttpStatus.UNPROCESSABLE_CONTENT, "The definition has mistakes"),
    INTERNAL(HttpStatus.INTERNAL_SERVER_ERROR, "The hub failed"),
    UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "The hub cannot answer now");

    private final HttpStatus status;
    private final String title;

    ProblemType(HttpStatus status, String title) {
        this.status = status;
        this.title = title;
    }

    public URI uri() {
        return URI.create("urn:aurum:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    public HttpStatus status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** The general type for a status that the web server or the framework chose. */
    static ProblemType of(HttpStatusCode status) {
        if (status.isSameCodeAs(HttpStatus.BAD_REQUEST)) {
            return BAD_REQUEST;
        }
        if (status.isSameCodeAs(HttpStatus.FORBIDDEN)) {
            return UNAUTHORIZED;
        }
        return Arrays.stream(values())
                .filter(type -> type.status.isSameCodeAs(status))
                .findFirst()
                .orElse(status.is4xxClientError() ? BAD_REQUEST : INTERNAL);
    }
}
