package io.aurumhub.api.security;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/** The permission table: every path that the hub answers, and what a caller must show. What is not listed is denied. */
final class Permissions {

    /** What a caller must show. */
    enum Access {
        /** Nothing. The hub listens on this machine only, unless told otherwise. */
        OPEN,
        /** Nothing here: the message itself is signed, and the endpoint verifies it. */
        SIGNED,
        /** The admin token. */
        ADMIN
    }

    /** One line of the table. */
    record Permission(HttpMethod method, PathPattern path, Access access) {

        boolean covers(HttpMethod asked, String pattern) {
            return method.equals(asked) && path.matches(PathContainer.parsePath(pattern));
        }
    }

    static final List<Permission> TABLE = Stream.of(
                    open(
                            "/",
                            "/records",
                            "/records/{id}",
                            "/conflicts",
                            "/deliveries",
                            "/quarantine",
                            "/docs",
                            "/docs/{page}",
                            "/docs/adr/{page}",
                            "/docs/files/{file}",
                            "/console/overview",
                            "/console/state",
                            "/console/events",
                            "/favicon.ico",
                            "/assets/**",
                            "/webjars/**",
                            "/error"),
                    open("/actuator/health", "/actuator/health/**"),
                    open(
                            "/v3/api-docs",
                            "/v3/api-docs.yaml",
                            "/v3/api-docs/swagger-config",
                            "/swagger-ui.html",
                            "/swagger-ui/**"),
                    open(
                            "/api/v1/records",
                            "/api/v1/records/{id}",
                            "/api/v1/records/{id}/explain",
                            "/api/v1/records/{id}/history",
                            "/api/v1/records/{id}/conflicts",
                            "/api/v1/systems",
                            "/api/v1/systems/{system}/{entity}",
                            "/api/v1/systems/{system}/{entity}/{*localId}",
                            "/api/v1/conflicts",
                            "/api/v1/deliveries",
                            "/api/v1/deliveries/counts",
                            "/api/v1/deliveries/orders",
                            "/api/v1/deliveries/orders/{id}",
                            "/api/v1/deletes/held",
                            "/api/v1/runs",
                            "/api/v1/runs/{id}",
                            "/api/v1/quarantine",
                            "/api/v1/matches",
                            "/api/v1/status",
                            "/api/v1/definitions",
                            "/api/v1/definitions/versions",
                            "/api/v1/drift",
                            "/api/v1/values"),
                    Stream.of(permission(HttpMethod.POST, "/webhooks/{system}", Access.SIGNED)),
                    admin(
                            "/api/v1/changes",
                            "/api/v1/conflicts/{record}/{revision}/{field}/overturn",
                            "/api/v1/conflicts/{record}/{revision}/{field}/uphold",
                            "/api/v1/records/{id}/rollback",
                            "/api/v1/records/{id}/pins",
                            "/api/v1/records/{id}/pins/{field}/lift",
                            "/api/v1/deliveries/retry",
                            "/api/v1/deliveries/skip",
                            "/api/v1/deliveries/resend",
                            "/api/v1/matches/{number}/link",
                            "/api/v1/matches/{number}/separate",
                            "/api/v1/quarantine/release",
                            "/api/v1/quarantine/{number}/release",
                            "/api/v1/quarantine/{number}/same",
                            "/api/v1/quarantine/{number}/dismiss",
                            "/api/v1/syncs/{sync}/runs",
                            "/api/v1/syncs/{sync}/drift/accept",
                            "/api/v1/syncs/{sync}/deletes/approve",
                            "/api/v1/syncs/{sync}/values",
                            "/api/v1/definitions/preview",
                            "/api/v1/replays"))
            .flatMap(lines -> lines)
            .toList();

    private Permissions() {}

    /** The methods that this path takes; empty if there is no such path. */
    static Set<HttpMethod> methods(String path) {
        var parsed = PathContainer.parsePath(path);
        return TABLE.stream()
                .filter(line -> line.path().matches(parsed))
                .map(Permission::method)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Stream<Permission> open(String... paths) {
        return Stream.of(paths)
                .flatMap(path -> Stream.of(
                        permission(HttpMethod.GET, path, Access.OPEN), permission(HttpMethod.HEAD, path, Access.OPEN)));
    }

    private static Stream<Permission> admin(String... paths) {
        return Stream.of(paths).map(path -> permission(HttpMethod.POST, path, Access.ADMIN));
    }

    private static Permission permission(HttpMethod method, String path, Access access) {
        return new Permission(method, PathPatternParser.defaultInstance.parse(path), access);
    }
}
