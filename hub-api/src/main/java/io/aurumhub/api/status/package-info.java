/** Where the hub stands, and by which definitions it works. */
@NullMarked
package io.aurumhub.api.status;

import org.jspecify.annotations.NullMarked;
