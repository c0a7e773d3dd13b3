@NullMarked
package io.staithe.deb.upload;

import org.jspecify.annotations.NullMarked;
