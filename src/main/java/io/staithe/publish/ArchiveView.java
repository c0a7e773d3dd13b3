package io.staithe.publish;

import io.staithe.pool.Blob;
import java.time.Instant;
import java.util.Collection;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What is published, by the database's word: for those who serve it and for those who keep outside links. */
public interface ArchiveView {
    /**
     * The current generation of the living publication whose distribution, or an alias of it, is the longest of these;
     * empty where none of them is published.
     */
    Mono<Shown> current(String storage, String prefix, Collection<String> distributions);

    /** A kept generation of a publication, living or not; empty where it is gone. */
    Mono<Shown> generation(long publication, long number);

    /** The newest kept generation of a publication that had come at an instant; empty where there is none. */
    Mono<Shown> generation(long publication, Instant at);

    /**
     * What a pool path carried in a kept generation, by the word of its repositories at their revisions; empty where it
     * named no such file.
     */
    Mono<Carried> carried(long publication, long number, PoolName name);

    /** Where a publication is or was; empty where there never was one of this number. */
    Mono<Place> place(long publication);

    /** The living publications of a prefix, in no order. */
    Flux<Living> living(String storage, String prefix);

    /** What a pool path carries that one of these publications uses; else empty. */
    Mono<Carried> carried(String storage, String prefix, String path, Collection<Long> publications);

    /** What a pool path carries, relative to its prefix; empty where no claim is kept. */
    Mono<Carried> carried(String storage, String prefix, String path);

    /** The living publications of a group, with their current generations, by name; an alias that is the group too. */
    Flux<Shown> group(Group group);

    /** The groups that have, or within a day had, a living publication or an alias of one. */
    Flux<Group> groups();

    /**
     * A generation of a publication.
     *
     * @param name what it was found by: the distribution, or an alias
     * @param staging where its files are in the published storage
     * @param lastModified the validator of its InRelease
     */
    record Shown(
            long publication,
            long number,
            String storage,
            String distribution,
            String name,
            String staging,
            Instant lastModified) {
        /** Whether it was found by another name than its own. */
        public boolean isAlias() {
            return !name.equals(distribution);
        }
    }

    /** A publication of a prefix. */
    record Living(long publication, String distribution) {}

    /**
     * What a pool path carries.
     *
     * @param replaced whether it carried other bytes before
     * @param since when it began to carry these
     */
    record Carried(Blob blob, boolean replaced, Instant since) {}

    /**
     * A path in the pool, taken apart.
     *
     * @param directory the component, after the distribution where the pool is that distribution's own
     * @param source the name of the source package
     * @param file the name of the file
     */
    record PoolName(String directory, String source, String file) {}

    /** The publications of a prefix whose distributions begin with the same segment: they share outside links. */
    record Group(String storage, String prefix, String first) {
        /** The group of a place. */
        public static Group of(Place place) {
            return new Group(
                    place.storage(), place.prefix(), place.distribution().split("/", 2)[0]);
        }
    }
}
