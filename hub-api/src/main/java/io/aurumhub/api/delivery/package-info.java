/** Deliveries that are due, failing or refused, and what lies in quarantine. */
@NullMarked
package io.aurumhub.api.delivery;

import org.jspecify.annotations.NullMarked;
