package io.aurumhub.api.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.regex.Pattern;
import org.springframework.security.web.firewall.FirewalledRequest;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/**
 * Refuses addresses by which a path could mean two things, as everywhere; only where a system's own key stands, which
 * may hold anything, the characters of such addresses are characters of the key. What follows the entity is one key to
 * the permission table and to the handler alike, and no file is served from there.
 */
final class LocalIdFirewall implements HttpFirewall {

    /** The system and the entity are plain names; the rest is the key. */
    private static final Pattern WITH_KEY = Pattern.compile("/api/v1/systems/[A-Za-z0-9_-]+/[A-Za-z0-9_-]+/.+");

    private final StrictHttpFirewall strict = plain();
    private final StrictHttpFirewall forKeys = lenient();

    @Override
    public FirewalledRequest getFirewalledRequest(HttpServletRequest request) throws RequestRejectedException {
        var firewall = WITH_KEY.matcher(request.getRequestURI()).matches() ? forKeys : strict;
        return firewall.getFirewalledRequest(request);
    }

    @Override
    public HttpServletResponse getFirewalledResponse(HttpServletResponse response) {
        return strict.getFirewalledResponse(response);
    }

    /** Which characters a header may hold was settled before; names in other scripts are as good as ours. */
    private static StrictHttpFirewall plain() {
        var firewall = new StrictHttpFirewall();
        firewall.setAllowedHeaderValues(value -> true);
        return firewall;
    }

    private static StrictHttpFirewall lenient() {
        var firewall = plain();
        firewall.setAllowUrlEncodedSlash(true);
        firewall.setAllowUrlEncodedDoubleSlash(true);
        firewall.setAllowUrlEncodedPercent(true);
        firewall.setAllowUrlEncodedPeriod(true);
        firewall.setAllowBackSlash(true);
        firewall.setAllowSemicolon(true);
        firewall.setAllowUrlEncodedCarriageReturn(true);
        firewall.setAllowUrlEncodedLineFeed(true);
        firewall.setAllowUrlEncodedLineSeparator(true);
        firewall.setAllowUrlEncodedParagraphSeparator(true);
        return firewall;
    }
}
