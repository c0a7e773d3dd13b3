/** Trials of letters over HTTP. */
@NullMarked
package io.staithe.web.webhook;

import org.jspecify.annotations.NullMarked;
