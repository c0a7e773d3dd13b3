/** Trials of the containers of packages. */
@NullMarked
package io.staithe.deb.container;

import org.jspecify.annotations.NullMarked;
