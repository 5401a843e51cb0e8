/** By which definitions the hub works, how they changed, and what others would make of samples. */
@NullMarked
package io.aurumhub.api.definition;

import org.jspecify.annotations.NullMarked;
