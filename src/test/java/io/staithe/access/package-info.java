@NullMarked
package io.staithe.access;

import org.jspecify.annotations.NullMarked;
