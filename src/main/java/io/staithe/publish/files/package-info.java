/**
 * The default published storage: its layout, staged generations, pool links, links for outside web servers.
 *
 * <p>May depend on: {@code publish}, {@code archive pool fault}. Entry: {@code Staged}.
 */
@NullMarked
package io.staithe.publish.files;

import org.jspecify.annotations.NullMarked;
