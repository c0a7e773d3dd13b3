@NullMarked
package io.staithe.access.token;

import org.jspecify.annotations.NullMarked;
