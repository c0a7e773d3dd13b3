/** Uploads on a real database and a real pool. */
@NullMarked
package io.staithe.intake;

import org.jspecify.annotations.NullMarked;
