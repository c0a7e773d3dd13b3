/**
 * Who did what: a chain of entries that is only ever appended to.
 *
 * <p>May depend on: {@code fault}, {@code observe}. Entry: {@code Audit}.
 */
@NullMarked
package io.staithe.access.audit;

import org.jspecify.annotations.NullMarked;
