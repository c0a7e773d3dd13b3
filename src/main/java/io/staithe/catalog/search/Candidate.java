package io.staithe.catalog.search;

import io.staithe.deb.query.Subject;

/** A package that a dependency may choose, with what it says of itself. */
public record Candidate(Found found, Subject subject) {}
