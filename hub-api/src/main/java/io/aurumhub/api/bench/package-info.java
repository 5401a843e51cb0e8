/**
 * How fast the hub is, beside what the database driver alone does with the very same rows in the same run: the command
 * {@code bench}. Each {@link io.aurumhub.api.bench.Figure} goes the way of production, through the whole application;
 * its {@link io.aurumhub.api.bench.Baseline} goes the shortest way there is. Depends on database, on the ports of
 * hub-core, on picocli, and on the PostgreSQL driver itself, for COPY and LISTEN.
 */
@NullMarked
package io.aurumhub.api.bench;

import org.jspecify.annotations.NullMarked;
