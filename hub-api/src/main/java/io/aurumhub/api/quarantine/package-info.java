/** What did not get in, and what a steward does about it. */
@NullMarked
package io.aurumhub.api.quarantine;

import org.jspecify.annotations.NullMarked;
