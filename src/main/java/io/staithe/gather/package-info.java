/**
 * Work that comes one by one and is done in groups, as a bus leaves: whoever is there when it goes rides along.
 *
 * <p>May depend on: {@code fault}. Entry: {@code Gathering}.
 */
@NullMarked
package io.staithe.gather;

import org.jspecify.annotations.NullMarked;
