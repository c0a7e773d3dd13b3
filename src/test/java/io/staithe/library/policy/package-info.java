@NullMarked
package io.staithe.library.policy;

import org.jspecify.annotations.NullMarked;
