/** Looking back and undoing: overturned conflicts, rollback, replay. Everything here goes forward, by new events. */
@NullMarked
package io.aurumhub.core.history;

import org.jspecify.annotations.NullMarked;
