/**
 * Serving archives to apt.
 *
 * <p>May depend on: any room but the adapters. Entry: the {@code Routes} classes.
 */
@NullMarked
package io.staithe.web.archive;

import org.jspecify.annotations.NullMarked;
