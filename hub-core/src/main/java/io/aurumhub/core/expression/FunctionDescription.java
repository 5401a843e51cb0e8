package io.aurumhub.core.expression;

/**
 * What a user must know about a function.
 *
 * @param signature such as {@code substring(string, number, number) -> string}
 * @param example an expression that calls it; empty for own functions
 * @param gives what the example gives, itself an expression
 */
public record FunctionDescription(String name, String signature, String description, String example, String gives) {}
