/**
 * The face of resumable uploads: tus 1.0 under {@code /v1/uploads}.
 *
 * <p>May depend on: any room but {@code postgres openpgp s3 embedded wiring cli}. Entry: {@code TusRoutes}.
 */
@NullMarked
package io.staithe.web.tus;

import org.jspecify.annotations.NullMarked;
