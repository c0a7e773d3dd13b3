/**
 * Adding uploaded packages to a repository, a batch of tasks in one transaction.
 *
 * <p>May depend on: {@code fault access deb pool catalog queue intake library.task}. Entry: {@code Additions}.
 */
@NullMarked
package io.staithe.library.addition;

import org.jspecify.annotations.NullMarked;
