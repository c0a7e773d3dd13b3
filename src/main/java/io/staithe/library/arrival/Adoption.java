package io.staithe.library.arrival;

import io.staithe.library.task.Until;
import java.time.Duration;

/**
 * A package that is here already, for a repository that does not have it.
 *
 * @param repository the name of the repository
 * @param sha256 the digest of the package's file
 * @param replaces whether other bytes of the same name, version and architecture give way
 * @param until what the caller waits for
 * @param patience for how long, from the acceptance on
 */
public record Adoption(String repository, String sha256, boolean replaces, Until until, Duration patience) {}
