/** Trials of the use cases of repositories, on a real database and a real queue. */
@NullMarked
package io.staithe.library;

import org.jspecify.annotations.NullMarked;
