/**
 * What {@code dput} and {@code dput-ng} speak: files by {@code PUT}, and reasons where they show them.
 *
 * <p>May depend on: what {@code web} may. Entry: {@link DputRoutes}.
 */
@NullMarked
package io.staithe.web.dput;

import org.jspecify.annotations.NullMarked;
