/** Tests of what the queue is made of. */
@NullMarked
package io.staithe.queue;

import org.jspecify.annotations.NullMarked;
