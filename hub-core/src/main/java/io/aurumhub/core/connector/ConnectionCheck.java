package io.aurumhub.core.connector;

import java.util.List;

/**
 * Tries whether a system can be worked with as the definitions say, and tells all that is wrong at once. Nothing is
 * changed in the system. Every connector implements it, so that {@code validate --connect} knows all systems.
 *
 * <p>What is wrong is an answer, never an exception; each method ends by itself within seconds, as its time limits say.
 */
public interface ConnectionCheck {

    /** Whether the system answers and lets the hub in; empty if so. */
    List<Finding> connection();

    /** Whether what the resource names is there, and is what it is taken for. Asked only of a system that answers. */
    List<Finding> resource(Resource resource);
}
