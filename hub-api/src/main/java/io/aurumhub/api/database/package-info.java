/**
 * The PostgreSQL that comes with the hub: unpacked, started, guarded and stopped here, so that one command is enough to
 * run; and the watch over the connections to any database, embedded or external. Knows nothing of the hub's tables.
 */
@NullMarked
package io.aurumhub.api.database;

import org.jspecify.annotations.NullMarked;
