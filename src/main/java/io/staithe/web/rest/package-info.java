/**
 * The native API under {@code /v1}.
 *
 * <p>May depend on: any room but the adapters. Entry: the {@code Routes} classes.
 */
@NullMarked
package io.staithe.web.rest;

import org.jspecify.annotations.NullMarked;
