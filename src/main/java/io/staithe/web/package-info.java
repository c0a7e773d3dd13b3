/**
 * HTTP: what all dialects share.
 *
 * <p>May depend on: any room but the adapters. Entry: {@code Problems}.
 */
@NullMarked
package io.staithe.web;

import org.jspecify.annotations.NullMarked;
