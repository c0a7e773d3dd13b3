package io.staithe.library.check;

import io.staithe.pool.Damage;
import io.staithe.publish.ArchiveView;
import io.staithe.publish.ArchiveView.Group;
import io.staithe.publish.ArchiveView.Shown;
import io.staithe.publish.Place;
import io.staithe.publish.files.OutsideLinks;
import io.staithe.publish.files.TreeProof;
import java.time.Duration;
import java.util.function.LongPredicate;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The links that outside web servers follow lead to the current generations. All of them are one page. */
final class LinksWalk implements Walk {
    private final ArchiveView view;
    private final TreeProof proof;
    private final OutsideLinks links;
    private final Duration patience;

    /**
     * A walk over links.
     *
     * @param patience how long a link may be behind the database
     */
    LinksWalk(ArchiveView view, TreeProof proof, OutsideLinks links, Duration patience) {
        this.view = view;
        this.proof = proof;
        this.links = links;
        this.patience = patience;
    }

    @Override
    public Part part() {
        return Part.LINKS;
    }

    @Override
    public Mono<Long> size() {
        return view.groups().count();
    }

    @Override
    public Mono<Page> page(String after, int limit, LongPredicate mayRead) {
        return view.groups()
                .collectList()
                .flatMap(groups -> Flux.fromIterable(groups)
                        .concatMap(this::flaws)
                        .collectList()
                        .map(flaws -> new Page(groups.size(), flaws, Page.END)));
    }

    private Flux<Flaw> flaws(Group group) {
        return view.group(group)
                .concatMap(shown -> proof.link(group.prefix(), shown)
                        .delayElement(patience)
                        .flatMap(first -> again(group, shown))
                        .map(damage -> Flaw.of(damage, subject(group, shown), followed(group, shown))));
    }

    /** A second look, where the database says the same still. */
    private Mono<Damage> again(Group group, Shown shown) {
        return view.group(group).filter(shown::equals).next().flatMap(same -> proof.link(group.prefix(), same));
    }

    private static String subject(Group group, Shown shown) {
        return "the link to generation " + shown.number() + " of "
                + new Place(shown.storage(), group.prefix(), shown.name());
    }

    /** Empty where something else is in the way. */
    private Mono<String> followed(Group group, Shown shown) {
        return links.follow(group)
                .then(Mono.defer(() -> again(group, shown)))
                .map(damage -> "")
                .defaultIfEmpty("the links follow again")
                .filter(done -> !done.isEmpty());
    }
}
