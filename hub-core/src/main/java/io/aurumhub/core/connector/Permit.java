package io.aurumhub.core.connector;

/** Whether whoever writes may still do so: asked right before each request that changes something. */
@FunctionalInterface
public interface Permit {

    /** For those who share their work with nobody. */
    Permit ALWAYS = () -> {};

    /**
     * Returns if it may be written.
     *
     * @throws TransientFault if not, and nothing more is to be sent
     */
    void check();
}
