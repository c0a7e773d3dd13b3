/** Tests of gathering. */
@NullMarked
package io.staithe.gather;

import org.jspecify.annotations.NullMarked;
