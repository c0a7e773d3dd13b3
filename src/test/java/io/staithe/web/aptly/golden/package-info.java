/** The golden calls: recorded requests and the answers that aptly's contract wants. */
@NullMarked
package io.staithe.web.aptly.golden;

import org.jspecify.annotations.NullMarked;
