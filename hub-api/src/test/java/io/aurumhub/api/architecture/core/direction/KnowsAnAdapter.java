package io.aurumhub.api.architecture.core.direction;

import io.aurumhub.api.architecture.adapter.file.AnyFile;
import io.aurumhub.api.architecture.core.circle.WayBack;

/** Core must not know adapters; and with the way back, this closes a circle between two features. */
public record KnowsAnAdapter(AnyFile file, WayBack wayBack) {}
