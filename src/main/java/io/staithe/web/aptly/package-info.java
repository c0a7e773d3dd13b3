/**
 * aptly's API under {@code /api}.
 *
 * <p>May depend on: any room but the adapters. Entry: the {@code Routes} classes.
 */
@NullMarked
package io.staithe.web.aptly;

import org.jspecify.annotations.NullMarked;
