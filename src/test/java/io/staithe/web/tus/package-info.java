/** Uploads that come in pieces, over HTTP. */
@NullMarked
package io.staithe.web.tus;

import org.jspecify.annotations.NullMarked;
