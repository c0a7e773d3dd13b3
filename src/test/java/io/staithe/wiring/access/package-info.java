@NullMarked
package io.staithe.wiring.access;

import org.jspecify.annotations.NullMarked;
