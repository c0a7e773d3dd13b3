/**
 * The wire forms of aptly's API: bodies in, JSON out, failures, names in paths.
 *
 * <p>May depend on: any room but the adapters. Entry: {@code Fields}, {@code AptlyJson}.
 */
@NullMarked
package io.staithe.web.aptly.wire;

import org.jspecify.annotations.NullMarked;
