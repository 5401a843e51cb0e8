/**
 * Errors: every failed request is answered in one shape, problem+json of RFC 9457, and can be found in the log by its
 * trace. Any feature may throw a {@link io.aurumhub.api.problem.Problem}; this package knows none of them.
 */
@NullMarked
package io.aurumhub.api.problem;

import org.jspecify.annotations.NullMarked;
