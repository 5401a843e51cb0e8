/**
 * The connector for systems with a JSON API over HTTP: lists with any usual paging, single records, writes guarded by
 * ETag or by read-compare-write. Only {@link io.aurumhub.adapter.rest.RestSystem} is for others; the package may use
 * hub-core, the JDK's HTTP client and Jackson.
 */
@NullMarked
package io.aurumhub.adapter.rest;

import org.jspecify.annotations.NullMarked;
