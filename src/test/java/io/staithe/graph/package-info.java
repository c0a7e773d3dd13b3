/** Graphs as text and as pictures. */
@NullMarked
package io.staithe.graph;

import org.jspecify.annotations.NullMarked;
