/** What must be written to bring a copy to the golden state. Pure; uses records, mappings and the connectors' words. */
@NullMarked
package io.aurumhub.core.delivery;

import org.jspecify.annotations.NullMarked;
