package io.aurumhub.api.architecture.api.named;

/** A good name. */
record Thing() {}
