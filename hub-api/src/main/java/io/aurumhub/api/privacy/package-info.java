/**
 * Shows sensitive fields to the admin only: every answer that is read passes here on its way out, and every page of the
 * console is made of what comes out here. What is hidden is decided in the core.
 */
@NullMarked
package io.aurumhub.api.privacy;

import org.jspecify.annotations.NullMarked;
