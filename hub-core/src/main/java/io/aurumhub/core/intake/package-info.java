/** How a change enters the hub, and what becomes of it. May use records and definitions; nobody below depends on it. */
@NullMarked
package io.aurumhub.core.intake;

import org.jspecify.annotations.NullMarked;
