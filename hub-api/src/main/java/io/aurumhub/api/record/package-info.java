/** Golden records to read: as they are, as they were, and how they became so. */
@NullMarked
package io.aurumhub.api.record;

import org.jspecify.annotations.NullMarked;
