/**
 * The demo's four systems: crm (a PostgreSQL database), shop (a REST service), warehouse (a SQLite file) and leads (CSV
 * files in a folder). They stand for other people's software, so nothing here uses the hub's own types, and the hub
 * reaches them only as it would reach the real ones: by SQL, by HTTP and by files. Only the demo's start-up may depend
 * on this package.
 */
@NullMarked
package io.aurumhub.api.demo;

import org.jspecify.annotations.NullMarked;
