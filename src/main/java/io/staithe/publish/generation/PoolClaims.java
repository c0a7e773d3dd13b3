package io.staithe.publish.generation;

import io.staithe.fault.Refused;
import io.staithe.publish.PublishFault;
import io.staithe.publish.files.Outside;
import io.staithe.publish.files.Outside.Link;
import io.staithe.publish.files.Outsides;
import io.staithe.publish.generation.ClaimStore.Claim;
import io.staithe.publish.generation.ClaimStore.Unlinked;
import io.staithe.publish.generation.ClaimStore.Wanted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Claims pool paths before they are linked, and links them for outside web servers. */
public final class PoolClaims {
    private static final Logger LOG = LoggerFactory.getLogger(PoolClaims.class);
    private static final int PAGE = 500;

    /** How many paths one thread links, and how many threads link what is waited for. */
    private static final int LINKS = 64;

    private static final int LINKERS = 8;

    /** How many threads link what nobody waits for: who brings other things to disk meanwhile waits behind them. */
    private static final int LATE_LINKERS = 2;

    /** How many links of an update are made at once after its switch, whatever is left to be linked. */
    private static final int NEWEST = 8;

    private final ClaimStore claims;
    private final Outsides outsides;

    /** Claims in a store, links in these storages. */
    public PoolClaims(ClaimStore claims, Outsides outsides) {
        this.claims = claims;
        this.outsides = outsides;
    }

    /**
     * Claims a page of files for an edition and links what is new. Other bytes at a path that a current generation
     * names are refused with both digests, unless the edition overwrites: then the path changes with the switch, and
     * its link after it. Repeatable.
     */
    Mono<Void> take(Edition edition, List<PoolFile> files) {
        return Mono.fromCallable(() -> unique(files))
                .filter(page -> !page.isEmpty())
                .flatMap(page -> claims.claim(edition, page).collectList())
                .doOnNext(taken -> refuseConflicts(edition, taken))
                .delayUntil(taken -> staged(edition, taken))
                .flatMap(taken -> linked(edition, taken));
    }

    /** Notes that an edition shows paths no more, after it took those that it shows. Repeatable. */
    Mono<Void> release(Edition edition, Set<String> paths) {
        return paths.isEmpty() ? Mono.empty() : claims.release(edition, paths);
    }

    /**
     * Links what leads to other bytes than current generations use, which would be taken for theirs; then the newest of
     * what nothing links yet: all that a small update brought. The next one does not wait for what a first publish
     * brought. What cannot be linked is logged. Repeatable.
     */
    Mono<Void> linkNewest() {
        return all(claims::overwritten)
                .then(Mono.defer(() -> claims.newestUnlinked(NEWEST).collectList()))
                .flatMap(this::relinked);
    }

    /**
     * Links all that current generations use and nothing links yet: what only the gateway served, what overwrote, and
     * what a crash or a late link of another left. What cannot be linked is logged and left for the next time.
     * Repeatable.
     */
    public Mono<Void> linkRemaining() {
        return all(claims::unlinked);
    }

    /**
     * Links what current generations of a prefix use and nothing links yet, where paths have to lead to their bytes
     * before they are shown: the gateway may have served them until now. Nothing is left but after such a change.
     * Repeatable.
     */
    Mono<Void> linkBefore(Edition edition) {
        Root own = new Root(edition.place().storage(), edition.place().prefix());
        return outsides.precedeTheSwitch(own.storage())
                ? all(claims::unlinked, claim -> Root.of(claim).equals(own))
                : Mono.empty();
    }

    private Mono<Void> all(Pages pages) {
        return all(pages, claim -> true);
    }

    private Mono<Void> all(Pages pages, Predicate<Unlinked> wanted) {
        return page(pages, wanted, 0)
                .expand(page -> page.size() < PAGE
                        ? Mono.empty()
                        : page(pages, wanted, page.get(page.size() - 1).claim()))
                .then();
    }

    private Mono<List<Unlinked>> page(Pages pages, Predicate<Unlinked> wanted, long after) {
        return pages.after(after, PAGE)
                .collectList()
                .delayUntil(page -> relinked(page.stream().filter(wanted).toList()));
    }

    private Mono<Void> relinked(List<Unlinked> page) {
        Map<Root, Map<Link, Wanted>> byRoot = page.stream()
                .collect(Collectors.groupingBy(Root::of, Collectors.toMap(PoolClaims::link, PoolClaims::wanted)));
        return Flux.fromIterable(byRoot.entrySet())
                .concatMap(entry -> relinked(entry.getKey(), entry.getValue()))
                .then();
    }

    private Mono<Void> relinked(Root root, Map<Link, Wanted> wanted) {
        return noted(
                        root,
                        wanted,
                        LATE_LINKERS,
                        some -> outsides.of(root.storage()).replace(root.prefix(), some))
                .onErrorResume(failure -> Mono.fromRunnable(() -> LOG.warn(
                        "event=pool.links.failed storage={} prefix={} links={} reason={}",
                        root.storage(),
                        root.prefix(),
                        wanted.size(),
                        failure.toString())));
    }

    private static List<PoolFile> unique(List<PoolFile> files) {
        Map<String, PoolFile> byPath = new LinkedHashMap<>();
        for (PoolFile file : files) {
            PoolFile first = byPath.putIfAbsent(file.path(), file);
            if (first != null && !sha256(first).equals(sha256(file))) {
                throw conflict(file, sha256(first));
            }
        }
        return new ArrayList<>(byPath.values());
    }

    private static void refuseConflicts(Edition edition, List<Claim> taken) {
        for (Claim claim : taken) {
            if (claim.other() != null && claim.bound() && !edition.overwrites()) {
                throw conflict(claim.wanted(), claim.other());
            }
        }
    }

    private Mono<Void> staged(Edition edition, List<Claim> taken) {
        Map<String, PoolFile> files =
                taken.stream().collect(Collectors.toMap(claim -> claim.wanted().path(), Claim::wanted));
        return claims.stage(edition, taken.stream().map(PoolClaims::wanted).toList())
                .next()
                .flatMap(path -> Mono.error(conflict(
                        Objects.requireNonNull(files.get(path)),
                        "another digest, of a file of this publication with the same name")));
    }

    /** Paths that the gateway serves are linked after the switch; so are those that lead elsewhere yet. */
    private Mono<Void> linked(Edition edition, List<Claim> taken) {
        if (!outsides.precedeTheSwitch(edition.place().storage())) {
            return Mono.empty();
        }
        Outside outside = outsides.of(edition.place().storage());
        Map<Link, Wanted> fresh = taken.stream()
                .filter(claim -> !claim.linked() && claim.other() == null)
                .collect(Collectors.toMap(
                        claim -> new Link(
                                claim.wanted().path(), claim.wanted().blob().location()),
                        PoolClaims::wanted));
        Root root = new Root(edition.place().storage(), edition.place().prefix());
        return noted(root, fresh, LINKERS, some -> outside.add(root.prefix(), some));
    }

    /** Makes links and notes those that are made; what carries other bytes by then is linked once more. */
    private Mono<Void> noted(Root root, Map<Link, Wanted> wanted, int linkers, Linking linking) {
        return Flux.fromIterable(wanted.keySet())
                .buffer(LINKS)
                .flatMap(linking::made, linkers)
                .flatMapIterable(made -> made)
                .mapNotNull(wanted::get)
                .collectList()
                .filter(made -> !made.isEmpty())
                .flatMap(made ->
                        claims.linked(root.storage(), root.prefix(), made).collectList())
                .flatMap(this::relinked);
    }

    private static Link link(Unlinked claim) {
        return new Link(claim.path(), claim.location());
    }

    private static Wanted wanted(Unlinked claim) {
        return new Wanted(claim.claim(), claim.path(), claim.blob());
    }

    /** The same digest keeps the claim's blob; another one is brought by the switch. */
    private static Wanted wanted(Claim claim) {
        PoolFile file = claim.wanted();
        return new Wanted(
                claim.id(),
                file.path(),
                claim.other() == null ? claim.blob() : file.blob().id());
    }

    private static Refused conflict(PoolFile file, String carried) {
        return new Refused(
                PublishFault.POOL_CONFLICT,
                "unable to process packages: error linking file to " + file.path()
                        + ": file already exists and is different: the pool has " + carried + ", the repository has "
                        + sha256(file));
    }

    private record Root(String storage, String prefix) {
        static Root of(Unlinked claim) {
            return new Root(claim.storage(), claim.prefix());
        }
    }

    /** Claims whose links are missing, in the order of their ids. */
    private interface Pages {
        Flux<Unlinked> after(long claim, int limit);
    }

    /** Makes some links; tells those that are made. */
    private interface Linking {
        Mono<List<Link>> made(List<Link> some);
    }

    private static String sha256(PoolFile file) {
        return file.blob().digests().sha256();
    }
}
