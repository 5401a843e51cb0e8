/**
 * Which connectors there are, how they are opened, and how a system is tried before the hub works with it. Used by the
 * engine and by the commands.
 */
@NullMarked
package io.aurumhub.api.connection;

import org.jspecify.annotations.NullMarked;
