/**
 * Debian's formats as pure values, and the parsers that judge uploaded files; no Reactor, Spring or database.
 *
 * <p>May depend on: {@code fault}. Entry: {@code DebInspector}.
 */
@NullMarked
package io.staithe.deb;

import org.jspecify.annotations.NullMarked;
