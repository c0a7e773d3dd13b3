package io.staithe.library.change;

import io.staithe.library.task.Payloads.Target;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What the tasks of this package carry, and what they tell: version 1 of each. */
final class ChangePayloads {
    private ChangePayloads() {}

    /**
     * A change; the files that it adds are rows beside the task.
     *
     * @param parts of different repositories, in the order of their rows
     */
    record Change(List<Part> parts) {
        /** Everything that is changed or taken from, in the order of the rows. */
        List<Target> targets() {
            return parts.stream()
                    .flatMap(part -> Stream.concat(
                            Stream.of(part.target()), part.takes().stream().map(Take::from)))
                    .distinct()
                    .sorted(Comparator.comparingLong(Target::id))
                    .toList();
        }
    }

    /**
     * What becomes of one repository.
     *
     * @param adds the digests of what is added
     * @param removes the keys of what goes
     * @param replaces whether other bytes of the same name, version and architecture give way
     */
    record Part(Target target, List<String> adds, List<String> removes, List<Take> takes, boolean replaces) {}

    /** Packages that come from another repository, by key. */
    record Take(Target from, List<String> keys) {}
}
