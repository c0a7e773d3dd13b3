package io.staithe.library.arrival;

import io.staithe.intake.IncomingFile;
import io.staithe.library.task.Until;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * A package that is sent to a repository.
 *
 * @param repository the name of the repository
 * @param file its base name tells the kind of package
 * @param declaredBytes the length that the client announced
 * @param isHeldBack whether the client sends the body only when it is asked for it
 * @param replaces whether other bytes of the same name, version and architecture give way
 * @param until what the sender waits for
 * @param patience for how long, from the acceptance of the addition on
 */
public record Sending(
        String repository,
        IncomingFile file,
        OptionalLong declaredBytes,
        boolean isHeldBack,
        boolean replaces,
        Until until,
        Duration patience) {
    Destination.Label label() {
        return new Destination.Label(repository, file.name(), file.announced(), replaces);
    }
}
