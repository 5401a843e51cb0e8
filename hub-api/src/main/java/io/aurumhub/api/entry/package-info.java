/**
 * The door of the web server: what a request must be before anybody asks what it wants. Text that can be read, bodies
 * in an encoding that is known, and answers in one form also where the server itself says no. Depends on the problem
 * package only.
 */
@NullMarked
package io.aurumhub.api.entry;

import org.jspecify.annotations.NullMarked;
