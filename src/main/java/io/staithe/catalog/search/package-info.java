/**
 * Finding packages: by query, by key, and by what other packages depend on.
 *
 * <p>May depend on: {@code fault}, {@code deb}, {@code catalog}. Entry: {@code Packages}.
 */
@NullMarked
package io.staithe.catalog.search;

import org.jspecify.annotations.NullMarked;
