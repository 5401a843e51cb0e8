package io.aurumhub.core.connector;

/** A {@link Stage} whose connector can also write. */
public interface WritableStage extends Stage {

    SystemWriter writer();
}
