/**
 * Contents indexes of publications: paths that changed, sorted within a bound, merged into cached shards.
 *
 * <p>May depend on: {@code fault observe catalog archive}. Entry: {@code ContentsRender}.
 */
@NullMarked
package io.staithe.publish.contents;

import org.jspecify.annotations.NullMarked;
