/** Uploads that come in pieces. */
@NullMarked
package io.staithe.intake.session;

import org.jspecify.annotations.NullMarked;
