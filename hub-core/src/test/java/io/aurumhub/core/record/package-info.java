/** Judges the rules of truth: situation by situation, through Axon's fixture, and over many random histories. */
@NullMarked
package io.aurumhub.core.record;

import org.jspecify.annotations.NullMarked;
