/** Rebuilding the tables from the events, or proving that they agree. */
@NullMarked
package io.aurumhub.api.replay;

import org.jspecify.annotations.NullMarked;
