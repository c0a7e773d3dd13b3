/**
 * Repositories, their revisions and members, snapshots.
 *
 * <p>May depend on: {@code fault access deb}, values of {@code pool}. Entry: {@code Catalog}.
 */
@NullMarked
package io.staithe.catalog;

import org.jspecify.annotations.NullMarked;
