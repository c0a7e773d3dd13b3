package io.staithe.catalog.search;

import io.staithe.deb.PackageKey;

/**
 * A package that was looked for.
 *
 * @param id its row
 */
public record Found(long id, PackageKey key) {}
