/** Publishing on a real database and a real file system, judged by real tools. */
@NullMarked
package io.staithe.publish;

import org.jspecify.annotations.NullMarked;
