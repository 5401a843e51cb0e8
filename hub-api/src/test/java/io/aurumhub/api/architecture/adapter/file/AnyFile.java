package io.aurumhub.api.architecture.adapter.file;

/** Harmless. */
public record AnyFile() {}
