/** Translates between a system's words and the golden ones, both ways, without loss of precision. Pure functions. */
@NullMarked
package io.aurumhub.core.mapping;

import org.jspecify.annotations.NullMarked;
