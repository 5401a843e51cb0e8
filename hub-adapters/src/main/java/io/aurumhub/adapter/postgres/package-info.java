/**
 * PostgreSQL: the event store, the tables derived from it, and the queries that the API and the console ask. May use core;
 * no connector knows it.
 */
@NullMarked
package io.aurumhub.adapter.postgres;

import org.jspecify.annotations.NullMarked;
