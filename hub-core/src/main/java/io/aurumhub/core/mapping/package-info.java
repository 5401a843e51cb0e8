/**
 * Translates between a system's words and the golden ones, both ways, without loss of precision, and makes the keys by
 * which equal records are found. Pure functions. One {@code Form} per type of value; depends on the definitions only.
 */
@NullMarked
package io.aurumhub.core.mapping;

import org.jspecify.annotations.NullMarked;
