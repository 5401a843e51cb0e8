/** Signed messages that systems send by themselves. Hands what they say to the intake, as the change package does. */
@NullMarked
package io.aurumhub.api.webhook;

import org.jspecify.annotations.NullMarked;
