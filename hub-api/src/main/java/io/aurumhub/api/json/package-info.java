/** How the hub's own types stand in JSON, for requests and responses alike. */
@NullMarked
package io.aurumhub.api.json;

import org.jspecify.annotations.NullMarked;
