/** A tiny hub that breaks every rule of its architecture, to prove that {@code ArchitectureTest} notices. */
@NullMarked
package io.aurumhub.api.architecture;

import org.jspecify.annotations.NullMarked;
