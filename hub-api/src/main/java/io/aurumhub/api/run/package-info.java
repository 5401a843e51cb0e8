/** Runs of syncs: to look at and to start. */
@NullMarked
package io.aurumhub.api.run;

import org.jspecify.annotations.NullMarked;
