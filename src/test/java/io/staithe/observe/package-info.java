/** Tests of what is measured. */
@NullMarked
package io.staithe.observe;

import org.jspecify.annotations.NullMarked;
