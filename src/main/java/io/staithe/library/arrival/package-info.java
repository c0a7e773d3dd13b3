/** A package that comes into a repository by one call, and what is told of it afterwards. */
@NullMarked
package io.staithe.library.arrival;

import org.jspecify.annotations.NullMarked;
