/**
 * Local records whose match keys do not tell which golden record they are: what stewards are asked, and what they say.
 */
@NullMarked
package io.aurumhub.api.match;

import org.jspecify.annotations.NullMarked;
