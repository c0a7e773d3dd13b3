/**
 * What comes beside packages in an upload: the {@code .changes} file, and who signed it.
 *
 * <p>May depend on: {@code fault deb}. Entry: {@code Changes}.
 */
@NullMarked
package io.staithe.deb.upload;

import org.jspecify.annotations.NullMarked;
