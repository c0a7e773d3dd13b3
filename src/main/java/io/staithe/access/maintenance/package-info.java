/**
 * Read-only mode: whether anybody may change anything now.
 *
 * <p>May depend on: {@code access}, {@code fault}, {@code observe}. Entry: {@code Maintenance}.
 */
@NullMarked
package io.staithe.access.maintenance;

import org.jspecify.annotations.NullMarked;
