/**
 * Upload sessions: files that come in pieces, across cut connections, restarts and instances.
 *
 * <p>May depend on: {@code fault observe access pool intake}. Entry: {@code Sessions}.
 */
@NullMarked
package io.staithe.intake.session;

import org.jspecify.annotations.NullMarked;
