package io.staithe.catalog.range;

import io.staithe.catalog.CataloguedPackage;

/**
 * A member that one of two revisions has and the other has not.
 *
 * @param entered whether the later one has it
 */
public record Movement(CataloguedPackage member, boolean entered) {}
