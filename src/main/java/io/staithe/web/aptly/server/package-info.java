/**
 * aptly's routes about the server rather than its archives: its room, its endpoints, its mirrors that are none, its
 * pages.
 *
 * <p>May depend on: what {@code web.aptly} may. Entry: {@code ServerRoutes}.
 */
@NullMarked
package io.staithe.web.aptly.server;

import org.jspecify.annotations.NullMarked;
