/** Taking changes in over HTTP: one, many, or an endless stream. Depends on problem and json. */
@NullMarked
package io.aurumhub.api.change;

import org.jspecify.annotations.NullMarked;
