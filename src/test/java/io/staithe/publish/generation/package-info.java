@NullMarked
package io.staithe.publish.generation;

import org.jspecify.annotations.NullMarked;
