/**
 * What the hub needs of a connected system: to read it ({@link SystemReader}) and to write it ({@link SystemWriter}).
 * Connectors in hub-adapters implement these ports and pass their contract suites; the features intake, run and
 * delivery use them.
 */
@NullMarked
package io.aurumhub.core.connector;

import org.jspecify.annotations.NullMarked;
