/**
 * What is made of what, as a picture: the text that graphviz reads, and graphviz itself where it is installed.
 *
 * <p>May depend on: {@code fault}. Entry: {@code Graph}.
 */
@NullMarked
package io.staithe.graph;

import org.jspecify.annotations.NullMarked;
