package io.aurumhub.api.architecture.adapter.kafka;

import io.aurumhub.api.architecture.api.named.ThingManager;

/** Adapters must not know the api. */
public record KnowsTheApi(ThingManager manager) {}
