/**
 * Which golden record a local one is: by its match keys, where these tell. Pure; knows the records, and nobody but
 * whoever takes changes in knows it.
 */
@NullMarked
package io.aurumhub.core.identity;

import org.jspecify.annotations.NullMarked;
