package io.aurumhub.api.architecture.api.named;

/** A name that says nothing. */
record ThingImpl() {}
