/** Tests of who may call what. */
@NullMarked
package io.aurumhub.api.security;

import org.jspecify.annotations.NullMarked;
