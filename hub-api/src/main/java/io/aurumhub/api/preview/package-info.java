/** Tries definitions on samples before they go live; nothing is written. */
@NullMarked
package io.aurumhub.api.preview;

import org.jspecify.annotations.NullMarked;
