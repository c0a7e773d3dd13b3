@NullMarked
package io.staithe.library.inclusion;

import org.jspecify.annotations.NullMarked;
