/** How the hub, a system and a sync stand, in one word each; the same words wherever it is said. */
@NullMarked
package io.aurumhub.core.status;

import org.jspecify.annotations.NullMarked;
