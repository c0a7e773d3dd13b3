package io.staithe.publish.generation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.staithe.publish.Place;
import io.staithe.publish.Present;
import io.staithe.publish.Present.Origin;
import io.staithe.queue.Task;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the event of a switch, or of the end, of a publication tells.
 *
 * @param publication its number
 * @param generation its current generation, or its last one
 * @param packages how many packages the generation shows; null where the publication ended
 * @param sources what it shows them of; null likewise
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Announcement(
        long publication,
        String storage,
        String prefix,
        String distribution,
        long generation,
        @Nullable Long packages,
        @Nullable List<Source> sources,
        long task,
        String caller,
        String correlation) {
    private Announcement(Present shown, Task task, @Nullable Long packages, @Nullable List<Source> sources) {
        this(
                shown.id(),
                shown.place().storage(),
                shown.place().prefix(),
                shown.place().distribution(),
                shown.generation(),
                packages,
                sources,
                task.id().value(),
                task.caller().name(),
                task.correlation());
    }

    /** Of a generation that becomes the current one. */
    public static Announcement switched(Finished finished) {
        Edition edition = finished.edition();
        Present after = edition.after(finished);
        Map<String, String> names = after.sources().stream().collect(Collectors.toMap(Origin::component, Origin::name));
        List<Source> sources = edition.sources().stream()
                .map(pinned -> new Source(pinned.component(), names.get(pinned.component()), pinned.revision()))
                .toList();
        return new Announcement(after, edition.task(), finished.packages(), sources);
    }

    /** Of a publication that is no more. */
    public static Announcement dropped(Present gone, Task task) {
        return new Announcement(gone, task, null, null);
    }

    /** The event's subject. */
    public String subject() {
        return subject(new Place(storage, prefix, distribution));
    }

    /** The subject of the events of the publication at a place. */
    public static String subject(Place place) {
        return "publication/" + place;
    }

    /**
     * A component.
     *
     * @param name of the repository or snapshot behind it
     * @param revision which of the repository, or of the list behind the snapshot
     */
    public record Source(String component, @Nullable String name, long revision) {}
}
