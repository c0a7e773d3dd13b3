/**
 * Use cases on repositories and snapshots.
 *
 * <p>May depend on: every domain room; see the architecture page. Entry: {@code Repositories}.
 */
@NullMarked
package io.staithe.library;

import org.jspecify.annotations.NullMarked;
