package io.aurumhub.api.architecture.api.named;

/** A name that says nothing. */
public record ThingHelper() {}
