/** The web layer as a whole: a real server on a real database, spoken to by HTTP. */
@NullMarked
package io.aurumhub.api.web;

import org.jspecify.annotations.NullMarked;
