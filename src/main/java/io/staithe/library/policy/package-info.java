/**
 * What a repository takes: the rules that its managers set for additions, and how they are kept.
 *
 * <p>May depend on: what {@code library} may, but nothing else of {@code library}. Entry: {@code Policing}.
 */
@NullMarked
package io.staithe.library.policy;

import org.jspecify.annotations.NullMarked;
