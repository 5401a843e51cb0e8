/**
 * The users' docs: Markdown pages of the class path, served as pages of the console at {@code /docs}, with a search and
 * with the reference of hub.yaml made from its JSON Schema. They hold nothing of a user's data, need no database, and
 * are open like all other pages. Depends on the problem room only; nothing depends on this one.
 */
@NullMarked
package io.aurumhub.api.docs;

import org.jspecify.annotations.NullMarked;
