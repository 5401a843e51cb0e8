/**
 * The PostgreSQL that comes with the hub: unpacked, started, guarded and stopped here, so that one command is enough to
 * run. Knows nothing of the hub's tables. An external database does not need this package.
 */
@NullMarked
package io.aurumhub.api.database;

import org.jspecify.annotations.NullMarked;
