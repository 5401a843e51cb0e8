/**
 * The few types that every feature speaks: values, and the names of systems, entities and records. Depends on nothing.
 */
@NullMarked
package io.aurumhub.core.shared;

import org.jspecify.annotations.NullMarked;
