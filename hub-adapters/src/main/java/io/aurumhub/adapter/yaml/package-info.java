/**
 * Reads hub.yaml into the definitions, and names every mistake in it with its place.
 * {@link io.aurumhub.adapter.yaml.HubFile} is the way in, {@link io.aurumhub.adapter.yaml.InvalidHubFile} the way out
 * for wrong files; the words of the language stand in {@code Shape} and, for editors, in the resource
 * {@code hub.schema.json}. Depends on hub-core's definitions, mapping and resource, and on snakeyaml-engine.
 */
@NullMarked
package io.aurumhub.adapter.yaml;

import org.jspecify.annotations.NullMarked;
