package io.aurumhub.api.architecture.api.named;

/** A name that says nothing; and the third public type of five. */
public record ThingUtils() {}
