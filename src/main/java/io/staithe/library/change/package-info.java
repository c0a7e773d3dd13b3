/**
 * Changes of one repository or several, all or nothing: additions by digest, removals, packages taken from elsewhere.
 *
 * <p>May depend on: the rooms that {@code library} may use. Entry: {@code Changes}.
 */
@NullMarked
package io.staithe.library.change;

import org.jspecify.annotations.NullMarked;
