/**
 * Changes of what a publication is made of, kept beside it until its next update.
 *
 * <p>May depend on: {@code fault access observe queue}, {@code publish}. Entry: {@code SourceChanges}.
 */
@NullMarked
package io.staithe.publish.sources;

import org.jspecify.annotations.NullMarked;
