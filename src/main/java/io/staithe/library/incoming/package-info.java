/**
 * Uploads that come file by file, as dput sends them, and are taken in whole when their {@code .changes} file comes.
 *
 * <p>May depend on: what {@code library} may. Entry: {@link Incoming}.
 */
@NullMarked
package io.staithe.library.incoming;

import org.jspecify.annotations.NullMarked;
