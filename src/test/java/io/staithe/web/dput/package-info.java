@NullMarked
package io.staithe.web.dput;

import org.jspecify.annotations.NullMarked;
