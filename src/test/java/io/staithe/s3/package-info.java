/** Tests of the room. */
@NullMarked
package io.staithe.s3;

import org.jspecify.annotations.NullMarked;
