package io.staithe.publish.files;

import org.jspecify.annotations.Nullable;

/**
 * A file under its digest that the generations of a publication share.
 *
 * @param path below the directory of the publication
 * @param sizeBytes how many bytes it takes
 * @param index where it tells the parts of an index that is not written: the path of that index; else null
 */
public record HashedFile(
        String path, long sizeBytes, @Nullable String index) {}
