/** Tests of the command line. */
@NullMarked
package io.aurumhub.api.command;

import org.jspecify.annotations.NullMarked;
