package io.staithe.library.arrival;

import io.staithe.deb.PackageKey;
import java.time.Instant;

/**
 * The addition by which a package came into a repository.
 *
 * @param repository the repository's name now
 * @param sha256 the digest of the package's file, lower-case hexadecimal
 * @param sizeBytes its size
 * @param revision the revision that has it first
 * @param at when that revision was made
 * @param task the task that made it
 * @param caller who asked for it
 */
public record Receipt(
        String repository,
        PackageKey key,
        String sha256,
        long sizeBytes,
        long revision,
        Instant at,
        long task,
        String caller) {}
