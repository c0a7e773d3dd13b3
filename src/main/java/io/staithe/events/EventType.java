package io.staithe.events;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What may happen; a newer release may tell of more. */
public enum EventType {
    UPLOAD_KEPT("upload.kept"),
    PACKAGE_ADDED("package.added"),
    PACKAGE_REMOVED("package.removed"),
    REPOSITORY_CREATED("repository.created"),
    REPOSITORY_EDITED("repository.edited"),
    REPOSITORY_DROPPED("repository.dropped"),
    SNAPSHOT_CREATED("snapshot.created"),
    SNAPSHOT_EDITED("snapshot.edited"),
    SNAPSHOT_DROPPED("snapshot.dropped"),
    PUBLICATION_SWITCHED("publication.switched"),
    PUBLICATION_DROPPED("publication.dropped"),
    TASK_FAILED("task.failed");

    private final String word;

    EventType(String word) {
        this.word = word;
    }

    /** Its name outside. */
    public String word() {
        return word;
    }

    /** The type of this name; {@code UNKNOWN_TYPE} where there is none. */
    public static EventType named(String word) {
        return Arrays.stream(values())
                .filter(type -> type.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new Refused(
                        EventFault.UNKNOWN_TYPE,
                        "there are no events of type '" + Fault.bounded(word) + "'; there are "
                                + Arrays.stream(values()).map(EventType::word).collect(Collectors.joining(", "))));
    }
}
