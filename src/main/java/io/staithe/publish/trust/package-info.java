/**
 * Whom we trust: keyrings of the people whose uploads are taken.
 *
 * <p>May depend on: what {@code publish} may. Entry: {@code TrustedKeys}.
 */
@NullMarked
package io.staithe.publish.trust;

import org.jspecify.annotations.NullMarked;
