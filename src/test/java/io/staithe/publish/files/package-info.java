/** Published files on a real file system. */
@NullMarked
package io.staithe.publish.files;

import org.jspecify.annotations.NullMarked;
