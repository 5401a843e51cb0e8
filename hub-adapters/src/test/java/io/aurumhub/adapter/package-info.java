/** What the tests of every adapter share: a real PostgreSQL, from which each test takes a database of its own. */
@NullMarked
package io.aurumhub.adapter;

import org.jspecify.annotations.NullMarked;
