@NullMarked
package io.staithe.sweep;

import org.jspecify.annotations.NullMarked;
