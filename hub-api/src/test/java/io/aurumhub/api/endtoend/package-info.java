/**
 * The whole hub, started as a user starts it, on the demo's systems, and judged from outside: the crm by JDBC, the shop
 * by its HTTP API, the warehouse by its SQLite file. What the hub says of itself is never the only evidence.
 */
@NullMarked
package io.aurumhub.api.endtoend;

import org.jspecify.annotations.NullMarked;
