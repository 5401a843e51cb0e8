/**
 * The command line: what can be done without starting the hub, such as checking its definitions and trying them on
 * samples; and the benchmark, the one command that starts Spring, on a database of its own.
 * {@link io.aurumhub.api.command.CommandLineHub} is the way in. Depends on bench, on the reader of hub.yaml, on the
 * maps of hub-core, on picocli and on the JSON library.
 */
@NullMarked
package io.aurumhub.api.command;

import org.jspecify.annotations.NullMarked;
