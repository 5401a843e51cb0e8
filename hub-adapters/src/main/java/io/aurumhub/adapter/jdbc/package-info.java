/**
 * The connector of relational databases: reads tables by watermark or key, and writes rows guarded. Made for PostgreSQL
 * and SQLite; other databases work as far as they keep to standard SQL ({@code FETCH FIRST}, {@code FOR UPDATE}). Only
 * {@link io.aurumhub.adapter.jdbc.JdbcSystem} is for others.
 */
@NullMarked
package io.aurumhub.adapter.jdbc;

import org.jspecify.annotations.NullMarked;
