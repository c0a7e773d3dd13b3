/**
 * Multipart bodies as they stream in: RFC 2046 section 5.1, RFC 7578.
 *
 * <p>May depend on: {@code fault}, {@code WebFault}. Entry: {@code MultipartForm}.
 */
@NullMarked
package io.staithe.web.multipart;

import org.jspecify.annotations.NullMarked;
