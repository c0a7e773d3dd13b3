/** Tests of checks and the verifier. */
@NullMarked
package io.staithe.library.verify;

import org.jspecify.annotations.NullMarked;
