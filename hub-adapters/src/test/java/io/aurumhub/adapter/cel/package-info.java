/** Tests of expressions in CEL. */
@NullMarked
package io.aurumhub.adapter.cel;

import org.jspecify.annotations.NullMarked;
