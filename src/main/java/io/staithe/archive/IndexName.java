package io.staithe.archive;

import io.staithe.deb.Architecture;

/**
 * An index of a distribution.
 *
 * @param component the component
 * @param kind what is in it
 * @param architecture {@code source} for an index of source packages
 */
public record IndexName(String component, IndexKind kind, Architecture architecture) {}
