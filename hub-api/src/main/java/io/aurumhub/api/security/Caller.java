package io.aurumhub.api.security;

import org.springframework.security.core.context.SecurityContextHolder;

/** Who asks, as far as the hub can tell them apart. */
public enum Caller {
    /** Has shown the admin token. */
    ADMIN,
    /** Has shown nothing; also every reader of the console. */
    ANYBODY;

    /** Who sent the request that is being answered. */
    public static Caller current() {
        var authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication != null
                        && authentication.getAuthorities().stream()
                                .anyMatch(right -> AdminTokenFilter.ROLE.equals(right.getAuthority()))
                ? ADMIN
                : ANYBODY;
    }

    /** Whether sensitive fields are shown to them. */
    public boolean seesSensitive() {
        return this == ADMIN;
    }
}
