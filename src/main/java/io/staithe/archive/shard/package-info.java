/**
 * The parts of which indexes are made: where an index is cut, how a part is compressed, how parts become one file.
 *
 * <p>May depend on: nothing of ours. Entry: {@code Shard}.
 */
@NullMarked
package io.staithe.archive.shard;

import org.jspecify.annotations.NullMarked;
