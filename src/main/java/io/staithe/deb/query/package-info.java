/**
 * The language in which packages are asked for (aptly's package queries): parsed, and judged against one package.
 *
 * <p>May depend on: {@code fault}, {@code deb}. Entry: {@code PackageQuery}.
 */
@NullMarked
package io.staithe.deb.query;

import org.jspecify.annotations.NullMarked;
