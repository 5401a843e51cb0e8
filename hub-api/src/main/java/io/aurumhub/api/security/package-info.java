/**
 * Who may call what: the permission table, the admin token, and the checks that keep a web page of somebody else from
 * speaking to a hub on this machine. Depends on the problem package only.
 */
@NullMarked
package io.aurumhub.api.security;

import org.jspecify.annotations.NullMarked;
