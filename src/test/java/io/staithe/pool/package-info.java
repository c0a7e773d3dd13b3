/** What every pool must show. */
@NullMarked
package io.staithe.pool;

import org.jspecify.annotations.NullMarked;
