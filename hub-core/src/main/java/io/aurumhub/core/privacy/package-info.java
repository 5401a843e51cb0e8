/**
 * Who may see what: which values of records, copies, events and messages are sensitive, and how they look to whoever
 * may not see them. Decided by the present definitions; what these do not know of an entity with sensitive fields is
 * hidden, too. Reads definitions, and knows nothing of callers and of the shapes in which things are shown.
 */
@NullMarked
package io.aurumhub.core.privacy;

import org.jspecify.annotations.NullMarked;
