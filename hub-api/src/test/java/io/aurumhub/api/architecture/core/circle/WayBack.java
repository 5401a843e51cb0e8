package io.aurumhub.api.architecture.core.circle;

import io.aurumhub.api.architecture.core.direction.KnowsAnAdapter;
import org.jspecify.annotations.Nullable;

/** Two features must not know each other; and this package has no description. */
public record WayBack(@Nullable KnowsAnAdapter other) {}
