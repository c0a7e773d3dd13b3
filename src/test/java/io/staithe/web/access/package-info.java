@NullMarked
package io.staithe.web.access;

import org.jspecify.annotations.NullMarked;
