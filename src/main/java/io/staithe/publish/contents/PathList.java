package io.staithe.publish.contents;

import io.staithe.archive.contents.ContentsEntry.Change;

/**
 * The paths of a package and what happened to it between two revisions.
 *
 * @param index the index that it belongs to, as far as the package tells: {@code all} is in those of every architecture
 * @param section as its control stanza has it; empty for none
 * @param compressed its paths, one per line in UTF-8, compressed with gzip; not copied, not to be changed
 */
public record PathList(Change change, ContentsKey index, String section, String name, byte[] compressed) {}
