/**
 * What the log of a repository proves: receipts that the server signs, and revisions as a chain of hashes.
 *
 * <p>May depend on: the rooms that {@code library} may use. Entry: {@code ReceiptBook}, {@code Revisions}.
 */
@NullMarked
package io.staithe.library.receipt;

import org.jspecify.annotations.NullMarked;
