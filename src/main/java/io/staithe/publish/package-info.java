/**
 * Publications and their generations: render, stage, sign, switch, link.
 *
 * <p>May depend on: {@code fault observe access deb catalog archive pool queue events}. Entry: {@code Publications}.
 */
@NullMarked
package io.staithe.publish;

import org.jspecify.annotations.NullMarked;
