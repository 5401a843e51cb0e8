/** Conflicts to read and to overturn, and records to roll back: what a steward decides. */
@NullMarked
package io.aurumhub.api.conflict;

import org.jspecify.annotations.NullMarked;
