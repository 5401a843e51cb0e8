/**
 * The application: {@code Aurum} starts it, {@code HubConfiguration} puts database, definitions and engine together.
 */
@NullMarked
package io.aurumhub.api;

import org.jspecify.annotations.NullMarked;
