package io.staithe.publish;

import io.staithe.access.Caller;
import io.staithe.access.Need;
import io.staithe.access.Role;
import io.staithe.publish.Publication.Change;
import io.staithe.publish.Publications.NewPublication;
import io.staithe.publish.Publications.NewSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What callers are asked for before publications are made and changed. */
public final class Asking {
    private Asking() {}

    /** Before anything is looked for: every source is read, and the place is managed where it is told. */
    static List<Need> creation(NewPublication wanted) {
        String distribution = wanted.distribution();
        Stream<Need> made = distribution == null
                ? Stream.empty()
                : Stream.of(manage(new Place(wanted.storage(), wanted.prefix(), distribution)));
        return Stream.concat(made, wanted.sources().stream().map(source -> read(source.name())))
                .toList();
    }

    /** The same when the place is known, or cannot be guessed and the task fails. */
    static Need creation(Proposal proposal) {
        return manage(proposal.likelyPlace());
    }

    /** To show what the sources hold now. */
    public static Need update(Place place) {
        return Need.publication(Role.PUBLISH, place.toString());
    }

    /**
     * Whether an update that follows from a change of its sources is made for a caller: by a grant of theirs, or by the
     * publication's own authority, which it gives by publishing itself after such changes. Who may not read it is told
     * nothing of it.
     */
    static boolean mayFollow(Caller caller, Present present) {
        return caller.may(update(present.place()))
                || present.options().terms().automatic().isOn() && caller.may(read(present.place()));
    }

    /** To see a publication. */
    static Need read(Place place) {
        return Need.publicationRead(place.toString());
    }

    /** To show other snapshots: of these components alone where each is named, and nothing else is changed. */
    static List<Need> update(Place place, Change change, List<NewSource> snapshots) {
        boolean isOfComponents = change.equals(Change.NONE)
                && !snapshots.isEmpty()
                && snapshots.stream().map(NewSource::component).allMatch(Objects::nonNull);
        Stream<Need> changed = isOfComponents
                ? snapshots.stream().map(source -> component(place, String.valueOf(source.component())))
                : Stream.of(update(place));
        return Stream.concat(changed, snapshots.stream().map(source -> read(source.name())))
                .toList();
    }

    /** The same when it is known what is pending: an update shows that too, for other components as well. */
    static List<Need> update(Present present, List<NewSource> snapshots) {
        Set<String> named = snapshots.stream()
                .map(source -> String.valueOf(source.component()))
                .collect(Collectors.toSet());
        return present.changesBeside(named) ? List.of(update(present.place())) : List.of();
    }

    /** To change what a component is made of. */
    public static Need component(Place place, String component) {
        return Need.component(Role.PUBLISH, place.toString(), component);
    }

    /** To show what a repository or snapshot holds. */
    public static Need read(String source) {
        return Need.some(Role.READ, source);
    }

    static Need drop(Place place) {
        return manage(place);
    }

    private static Need manage(Place place) {
        return Need.publication(Role.MANAGE, place.toString());
    }
}
