/** Tests of the hub's own database, on a real PostgreSQL. */
@NullMarked
package io.aurumhub.adapter.postgres;

import org.jspecify.annotations.NullMarked;
