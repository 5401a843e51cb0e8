/**
 * How fast the maps are, measured beside the same maps written by hand. Not part of the tests: {@code mvn -Pbench -pl
 * hub-adapters -am test} runs it. May use everything of hub-core and of the adapters for hub.yaml and CEL.
 */
@NullMarked
package io.aurumhub.adapter.bench;

import org.jspecify.annotations.NullMarked;
