package io.staithe.publish.files;

import io.staithe.publish.ArchiveView;
import io.staithe.publish.ArchiveView.Group;
import io.staithe.publish.ArchiveView.Shown;
import io.staithe.publish.Place;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Lets the links that outside web servers follow catch up with the database.
 *
 * <p>Whoever moved a link reads the database again and repeats until both agree, so it does not matter who is last, nor
 * which instance dies between a switch and its links: the next who follows mends it.
 */
public final class OutsideLinks {
    private static final Logger LOG = LoggerFactory.getLogger(OutsideLinks.class);
    private static final int MAX_ROUNDS = 100;

    private final Outsides outsides;
    private final ArchiveView view;

    /** Links in these storages that follow a view. */
    public OutsideLinks(Outsides outsides, ArchiveView view) {
        this.outsides = outsides;
        this.view = view;
    }

    /** Brings the links of a group in line; completes when the database still says what the links say. Repeatable. */
    public Mono<Void> follow(Group group) {
        return read(group).flatMap(now -> follow(group, now, 1));
    }

    /** Brings what a generation needs that is about to be shown under these names. Repeatable. */
    public Mono<Void> prepare(Place place, Collection<String> names, String staging) {
        return Mono.defer(() -> outsides.of(place.storage()).prepare(place.prefix(), names, staging));
    }

    /** Brings the links of all groups in line; a group that fails is logged, and the others go on. */
    public Mono<Void> followAll() {
        return view.groups()
                .concatMap(group -> follow(group).onErrorResume(failure -> logged(group, failure)))
                .then();
    }

    private Mono<Void> follow(Group group, List<Shown> now, int round) {
        return Mono.defer(() -> outsides.of(group.storage()).follow(group, now))
                .then(read(group))
                .flatMap(next ->
                        next.equals(now) || round == MAX_ROUNDS ? Mono.empty() : follow(group, next, round + 1));
    }

    private Mono<List<Shown>> read(Group group) {
        return view.group(group).collectList();
    }

    private static Mono<Void> logged(Group group, Throwable failure) {
        LOG.warn("event=links.failed group={} reason={}", group, failure.toString());
        return Mono.empty();
    }
}
