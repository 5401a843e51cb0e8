/**
 * The command line: what can be done without starting the hub, such as checking its definitions and trying them on
 * samples. No command starts Spring; {@link io.aurumhub.api.command.CommandLineHub} is the way in. Depends on the
 * reader of hub.yaml, on the maps of hub-core, on picocli and on the JSON library.
 */
@NullMarked
package io.aurumhub.api.command;

import org.jspecify.annotations.NullMarked;
