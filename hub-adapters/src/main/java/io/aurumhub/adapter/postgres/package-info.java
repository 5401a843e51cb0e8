/**
 * The hub's own database: the event store, the tables derived from it, and the queues. {@link PostgresHub} is the door;
 * everything that changes a golden record passes through one lane ({@link RecordLane}), which commits in batches.
 */
@NullMarked
package io.aurumhub.adapter.postgres;

import org.jspecify.annotations.NullMarked;
