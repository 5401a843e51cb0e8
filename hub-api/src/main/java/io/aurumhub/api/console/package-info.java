/** The pages for people. Reads what the API reads and decides nothing; kept live by server-sent events. */
@NullMarked
package io.aurumhub.api.console;

import org.jspecify.annotations.NullMarked;
