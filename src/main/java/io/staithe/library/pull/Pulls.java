package io.staithe.library.pull;

import io.staithe.access.Caller;
import io.staithe.access.Need;
import io.staithe.access.Role;
import io.staithe.catalog.snapshot.SnapshotCatalog;
import io.staithe.catalog.snapshot.SnapshotRegistry.Source;
import io.staithe.deb.query.PackageQuery;
import io.staithe.library.Snapshots;
import io.staithe.library.snapshot.SnapshotTasks;
import io.staithe.library.task.Lanes;
import io.staithe.library.task.Request;
import io.staithe.queue.Lane;
import io.staithe.queue.Listing;
import io.staithe.queue.Task;
import io.staithe.queue.Tasks;
import java.util.List;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/** The use case of pulling packages from one snapshot into another; emits the accepted task. */
public final class Pulls {
    /** The task kinds. */
    public static final String PULL = "snapshot.pull";

    public static final String PREVIEW = "snapshot.pull-preview";

    private final SnapshotCatalog snapshots;
    private final Tasks tasks;

    /** The use case on a catalogue. */
    public Pulls(SnapshotCatalog snapshots, Tasks tasks) {
        this.snapshots = snapshots;
        this.tasks = tasks;
    }

    /**
     * Makes a snapshot of what the target holds with what is pulled from the source: its value is the snapshot, as
     * {@link Snapshots} tells it, or of a preview JSON of {@code added removed}, arrays of text. Unknown snapshots and
     * bad queries are refused at once; {@code NO_ARCHITECTURES} and a taken name fail the task.
     */
    public Mono<Task> pull(Caller caller, Wanted wanted, Listing listing) {
        return caller.required(needs(wanted))
                .then(source(wanted.target()))
                .zipWhen(target -> source(wanted.source()))
                .doOnNext(found -> wanted.queries().forEach(PackageQuery::parse))
                .map(found -> request(new Pull(
                        wanted.how().preview() ? wanted.name() : Snapshots.checked(wanted.name()),
                        found.getT1(),
                        found.getT2(),
                        wanted.queries(),
                        wanted.architectures(),
                        wanted.how())))
                .flatMap(request -> request.submit(tasks, caller, listing));
    }

    private static List<Need> needs(Wanted wanted) {
        Stream<Need> made = wanted.how().preview() ? Stream.empty() : Stream.of(Need.whole(Role.MANAGE, wanted.name()));
        return Stream.concat(made, Stream.of(wanted.target(), wanted.source()).map(name -> Need.some(Role.READ, name)))
                .toList();
    }

    private static Request request(Pull pull) {
        boolean preview = pull.how().preview();
        Stream<String> made = preview ? Stream.empty() : Stream.of(pull.name());
        List<Lane> changes = Stream.concat(
                        made, Stream.of(pull.target().name(), pull.source().name()))
                .distinct()
                .map(Lanes::snapshot)
                .toList();
        String title = "Pull snapshot " + pull.source().name() + " into "
                + pull.target().name() + " and save as " + pull.name();
        return new Request(preview ? PREVIEW : PULL, pull, title, changes);
    }

    private Mono<Source> source(String name) {
        return snapshots
                .snapshot(name)
                .map(found -> new Source(found.id(), found.name()))
                .switchIfEmpty(Mono.error(() -> SnapshotTasks.unknown(name)));
    }

    /**
     * A pull as it is asked for.
     *
     * @param name of the snapshot to be made
     * @param target the name of the snapshot that packages are pulled into
     * @param source the name of the one that they are taken from
     * @param queries what is pulled is what fits one of them
     * @param architectures for which; empty for those of the target
     */
    public record Wanted(
            String name, String target, String source, List<String> queries, List<String> architectures, Manner how) {
        /** Copies the lists. */
        public Wanted {
            queries = List.copyOf(queries);
            architectures = List.copyOf(architectures);
        }
    }

    /**
     * How to pull.
     *
     * @param allMatches whether all versions that fit are pulled, not just the newest per name and architecture
     * @param preview whether nothing is made, only told
     * @param alone whether what packages need is left behind
     * @param keeping whether the target keeps other versions of what is pulled
     */
    public record Manner(boolean allMatches, boolean preview, boolean alone, boolean keeping) {}
}
