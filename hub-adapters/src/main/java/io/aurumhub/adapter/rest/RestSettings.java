package io.aurumhub.adapter.rest;

import io.aurumhub.core.definition.SystemDefinition;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The {@code connector:} block of a REST system.
 *
 * @param baseUrl without a slash at its end
 * @param header the header that carries the credentials, if there are any
 * @param credentials never to be logged
 */
record RestSettings(
        String system,
        String baseUrl,
        @Nullable String header,
        @Nullable String credentials,
        Duration timeout,
        int maxConcurrent) {

    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(10);
    private static final int USUAL_CONCURRENT = 8;
    private static final int MOST_CONCURRENT = 256;

    static RestSettings of(SystemDefinition system) {
        var settings = new Settings("systems." + system.id() + ".connector", system.settings())
                .allowing("type", "baseUrl", "auth", "timeout", "maxConcurrent");
        var auth = settings.block("auth").allowing("bearer", "basic", "header", "value");
        var made = new RestSettings(
                system.id().value(),
                baseUrl(settings),
                header(auth),
                credentials(auth),
                settings.duration("timeout", USUAL_TIMEOUT),
                settings.number("maxConcurrent", USUAL_CONCURRENT, 1, MOST_CONCURRENT));
        made.checkHeader(auth);
        return made;
    }

    private static String baseUrl(Settings settings) {
        var text = settings.required("baseUrl").strip();
        URI uri;
        try {
            uri = new URI(text).parseServerAuthority();
        } catch (URISyntaxException e) {
            // without the cause: its message repeats the text, which may hold a password
            throw settings.fault("baseUrl", "is not a URL");
        }
        var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!Set.of("http", "https").contains(scheme) || uri.getHost() == null) {
            throw settings.fault("baseUrl", "must begin with http:// or https:// and name a host");
        }
        if (uri.getRawUserInfo() != null) {
            throw settings.fault("baseUrl", "must not hold a user or password; use auth");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw settings.fault("baseUrl", "must not have a query or fragment; use the resource's parameters");
        }
        return text.replaceAll("/+$", "");
    }

    private static @Nullable String header(Settings auth) {
        int ways = (auth.has("bearer") ? 1 : 0) + (auth.has("basic") ? 1 : 0) + (auth.has("header") ? 1 : 0);
        if (ways > 1) {
            throw new IllegalArgumentException(auth.place() + " must have only one of bearer, basic and header");
        }
        if (ways == 0) {
            return null;
        }
        return auth.text("header", "Authorization");
    }

    private static @Nullable String credentials(Settings auth) {
        if (auth.has("bearer")) {
            return "Bearer " + auth.required("bearer");
        }
        if (auth.has("basic")) {
            var basic = auth.block("basic").allowing("user", "password");
            var pair = basic.required("user") + ":" + basic.text("password", "");
            return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        }
        return auth.has("header") ? auth.required("value") : null;
    }

    private void checkHeader(Settings auth) {
        if (header == null || credentials == null) {
            return;
        }
        try {
            HttpRequest.newBuilder().header(header, credentials);
        } catch (IllegalArgumentException e) {
            // without the cause: its message repeats the secret
            throw new IllegalArgumentException(auth.place() + " cannot be sent as a header: it has a character that is"
                    + " not allowed there, or the header is one that the connector sets itself");
        }
    }

    @Override
    public String toString() {
        return "RestSettings[system=" + system + ", baseUrl=" + baseUrl + "]";
    }
}
