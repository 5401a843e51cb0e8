/**
 * Keeps the hub moving: opens the connected systems, reads each sync, delivers what is due. Rules live in hub-core,
 * rows in the postgres adapter; here are only the threads and their patience.
 */
@NullMarked
package io.aurumhub.api.engine;

import org.jspecify.annotations.NullMarked;
