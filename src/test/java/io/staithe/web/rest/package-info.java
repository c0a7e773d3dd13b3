/** The native API. */
@NullMarked
package io.staithe.web.rest;

import org.jspecify.annotations.NullMarked;
