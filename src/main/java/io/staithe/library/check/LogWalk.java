package io.staithe.library.check;

import io.staithe.catalog.LogLines;
import io.staithe.catalog.Revision;
import io.staithe.library.check.CatalogFacts.Standing;
import io.staithe.library.receipt.History;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The log of each repository, from which receipts are made: its rows follow from each other up to the revision at which
 * the repository stands, and what they added is a member unless they tell of its removal.
 */
final class LogWalk implements Walk {
    private final CatalogFacts facts;
    private final History history;

    LogWalk(CatalogFacts facts, History history) {
        this.facts = facts;
        this.history = history;
    }

    @Override
    public Part part() {
        return Part.LOG;
    }

    @Override
    public Mono<Long> size() {
        return facts.revisions();
    }

    @Override
    public Mono<Page> page(String after, int limit, LongPredicate mayRead) {
        return Stretch.of(after, limit, this::step);
    }

    private Mono<Page> step(String after, int limit) {
        Place place = Place.parse(after);
        return facts.repository(place.repository())
                .flatMap(standing -> {
                    long number = standing.id().value() == place.repository() ? place.number() : 0;
                    return before(standing, number).flatMap(hash -> rows(new Chain(standing, number, hash), limit));
                })
                .defaultIfEmpty(Page.end());
    }

    private Mono<String> before(Standing standing, long number) {
        return number == 0
                ? Mono.just(Revision.NO_HASH)
                : history.find(standing.id(), number).map(Revision::hash).defaultIfEmpty("");
    }

    private Mono<Page> rows(Chain chain, int limit) {
        Standing standing = chain.standing;
        return history.after(standing.id(), chain.number, limit)
                .concatMap(row -> Flux.fromIterable(chain.follow(row)).concatWith(lost(standing, row)), 1)
                .collectList()
                .map(flaws -> chain.page(flaws, limit));
    }

    private Flux<Flaw> lost(Standing standing, Revision row) {
        List<LogLines.Added> added = LogLines.added(row.change().text());
        long number = row.change().number();
        return added.isEmpty()
                ? Flux.empty()
                : facts.lost(standing.id(), number, added)
                        .map(key -> flaw(
                                Flaw.Kind.MISSING,
                                standing.name() + " " + key,
                                "was added by revision " + number + " and is not in the catalogue"));
    }

    private static Flaw flaw(Flaw.Kind kind, String subject, String wrong) {
        return new Flaw(kind, subject, wrong, Mono.empty());
    }

    /** A row of a repository. */
    private record Place(long repository, long number) {
        static Place parse(String after) {
            String[] parts = after.split("/", 2);
            return after.equals(Page.END)
                    ? new Place(0, 0)
                    : new Place(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
        }
    }

    /** The rows of one repository, followed. One thread at a time. */
    private static final class Chain {
        private final Standing standing;
        private long number;
        private String hash;
        private int followed;

        Chain(Standing standing, long number, String hash) {
            this.standing = standing;
            this.number = number;
            this.hash = hash;
        }

        List<Flaw> follow(Revision row) {
            long found = row.change().number();
            List<Flaw> flaws = new ArrayList<>(missing(found - 1));
            boolean isNext = flaws.isEmpty();
            if (isNext && !row.previousHash().equals(hash)
                    || !Revision.after(row.previousHash(), row.change()).equals(row)) {
                flaws.add(flaw(
                        Flaw.Kind.DIFFERENT,
                        "the log of " + standing.name(),
                        "revision " + found + " does not follow from what was before"));
            }
            number = found;
            hash = row.hash();
            followed++;
            return flaws;
        }

        /** What is missing between the last row and another. */
        private List<Flaw> missing(long upTo) {
            return number >= upTo
                    ? List.of()
                    : List.of(flaw(
                            Flaw.Kind.MISSING,
                            "the log of " + standing.name(),
                            "the revisions " + (number + 1) + " to " + upTo + " are missing"));
        }

        /** At its end the repository was there before the last row was read. */
        Page page(List<Flaw> flaws, int limit) {
            if (followed == limit) {
                return new Page(followed, flaws, standing.id() + "/" + number);
            }
            List<Flaw> all = new ArrayList<>(flaws);
            all.addAll(missing(standing.revision()));
            return new Page(followed + 1, all, (standing.id().value() + 1) + "/0");
        }
    }
}
