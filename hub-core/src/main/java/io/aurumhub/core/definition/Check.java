package io.aurumhub.core.definition;

/**
 * A rule over the fields of a record.
 *
 * @param name for messages, unique within the entity
 * @param expression CEL over {@code record}, the golden fields; must be true
 * @param message what to tell whoever broke it
 */
public record Check(String name, String expression, String message) {}
