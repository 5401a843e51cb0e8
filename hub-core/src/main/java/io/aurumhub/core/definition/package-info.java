/**
 * The definitions: which systems are connected, which entities they share, and how each sync maps and moves them. Plain
 * records, built by the reader of hub.yaml and by tests; every other feature may read them.
 */
@NullMarked
package io.aurumhub.core.definition;

import org.jspecify.annotations.NullMarked;
