/**
 * Judging uploaded packages: reading them through Debian's inspector, bounded, and keeping what was found.
 *
 * <p>May depend on: {@code fault deb pool}. Entry: {@code Inspector}.
 */
@NullMarked
package io.staithe.intake.inspection;

import org.jspecify.annotations.NullMarked;
