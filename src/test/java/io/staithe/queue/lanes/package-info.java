/** Tests of lanes on a real database. */
@NullMarked
package io.staithe.queue.lanes;

import org.jspecify.annotations.NullMarked;
