/** Judging uploaded packages. */
@NullMarked
package io.staithe.intake.inspection;

import org.jspecify.annotations.NullMarked;
