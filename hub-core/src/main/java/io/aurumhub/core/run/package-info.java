/** Runs: one execution of a sync each, from a poll, a manual refresh or a webhook. */
@NullMarked
package io.aurumhub.core.run;

import org.jspecify.annotations.NullMarked;
