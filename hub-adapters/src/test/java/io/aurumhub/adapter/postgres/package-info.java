/** Tests of the PostgreSQL adapter, and the rows that tests of other modules put into its tables. */
@NullMarked
package io.aurumhub.adapter.postgres;

import org.jspecify.annotations.NullMarked;
