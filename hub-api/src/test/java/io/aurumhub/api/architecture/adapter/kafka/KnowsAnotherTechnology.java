package io.aurumhub.api.architecture.adapter.kafka;

import io.aurumhub.api.architecture.adapter.file.AnyFile;

/** Technologies must not know one another; and all types of this sample's adapters are public. */
public record KnowsAnotherTechnology(AnyFile file) {}
