package io.staithe.publish;

import io.staithe.access.Caller;
import io.staithe.access.Need;
import io.staithe.archive.ArchivePaths;
import io.staithe.pool.Digests;
import io.staithe.pool.Location;
import io.staithe.pool.Pool;
import io.staithe.publish.ArchiveView.Carried;
import io.staithe.publish.ArchiveView.Living;
import io.staithe.publish.ArchiveView.PoolName;
import io.staithe.publish.ArchiveView.Shown;
import io.staithe.publish.PublishedFiles.Piece;
import io.staithe.publish.PublishedFiles.PublishedFile;
import io.staithe.publish.Served.Caching;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * What the paths of published archives mean, by the database's word (current generations and claims), never by links.
 *
 * <p>Paths are decoded once, without leading slash: {@code debian/dists/bookworm/InRelease},
 * {@code debian/pool/main/h/hello/hello_1.0_amd64.deb}.
 */
public final class Archives {
    private static final int LEAST_POOL_DEPTH = 4;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    /** As apt 3.1 puts it for {@code @SNAPSHOTID@} (sources.list(5)). */
    private static final DateTimeFormatter SNAPSHOT_ID =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final ArchiveView view;
    private final Map<String, PublishedFiles> files;
    private final Pool pool;
    private final Scheduler disk;

    /** Archives of a view, in published storages by name, over a pool; files are looked at on a scheduler. */
    public Archives(ArchiveView view, Map<String, PublishedFiles> files, Pool pool, Scheduler disk) {
        this.disk = disk;
        this.view = view;
        this.files = Map.copyOf(files);
        this.pool = pool;
    }

    /** The names of the storages, in no order; the default one is empty. */
    public Set<String> storages() {
        return files.keySet();
    }

    /**
     * The file that a path means now; empty for anything that is not a published file, directories too. Where the
     * caller may read no publication that the path may be of, that is the refusal, whatever is there; a file of the
     * pool is readable through any publication that uses it.
     *
     * @param storage empty for the default storage
     */
    public Mono<Served> resolve(Caller caller, String storage, String path) {
        List<String> segments = List.of(path.split("/", -1));
        if (!files.containsKey(storage) || segments.stream().anyMatch(Archives::isNoName)) {
            return Mono.empty();
        }
        int pool = segments.indexOf(ArchivePaths.POOL);
        int dists = segments.indexOf(ArchivePaths.DISTS);
        if (dists >= 0 && (pool < 0 || dists < pool)) {
            List<String> below = segments.subList(dists + 1, segments.size());
            return inDistribution(new Reader(caller, storage, prefix(segments, dists)), below, below);
        }
        return pool < 0
                ? Mono.empty()
                : carried(new Reader(caller, storage, prefix(segments, pool)), joined(segments, pool, segments.size()))
                        .map(this::served);
    }

    private Mono<Carried> carried(Reader reader, String path) {
        if (reader.caller().may(Need.readAllPublications())) {
            return view.carried(reader.storage(), reader.prefix(), path);
        }
        return view.living(reader.storage(), reader.prefix())
                .filter(living -> reader.may(living.distribution()))
                .map(Living::publication)
                .collectList()
                .flatMap(readable -> readable.isEmpty()
                        ? reader.required("*").then(Mono.empty())
                        : view.carried(reader.storage(), reader.prefix(), path, readable));
    }

    /**
     * The file that a path below {@code dists/DISTRIBUTION/} meant in one generation of that distribution; empty where
     * that generation has none or is gone.
     *
     * @param path as for {@link #resolve(String, String)}
     */
    public Mono<Served> resolve(Served.Shown generation, String path) {
        if (List.of(path.split("/", -1)).stream().anyMatch(Archives::isNoName)) {
            return Mono.empty();
        }
        return view.generation(generation.publication(), generation.generation())
                .flatMap(shown -> below(shown, path));
    }

    /**
     * The file that a path means in a kept generation, whatever became of the publication since; empty where the
     * generation is gone or has no such file. Where the caller may not read the publication, that is the refusal.
     *
     * @param snapshot the number of the generation, or an instant as {@code 20260711T101637Z}: the one that was current
     * @param path {@code dists/DISTRIBUTION/…} or {@code pool/…}
     */
    public Mono<Served> kept(Caller caller, long publication, String snapshot, String path) {
        List<String> segments = List.of(path.split("/", -1));
        if (segments.stream().anyMatch(Archives::isNoName)) {
            return Mono.empty();
        }
        Caching caching = NUMBER.matcher(snapshot).matches() ? Caching.IMMUTABLE : Caching.REVALIDATE;
        return readable(caller, publication)
                .then(Mono.defer(() -> generation(publication, snapshot)))
                .flatMap(shown -> kept(shown, segments))
                .map(served -> cached(served, caching));
    }

    /** A number says nothing of the name: who may not read it is asked for all, whether it is there or not. */
    private Mono<Void> readable(Caller caller, long publication) {
        Need all = Need.readAllPublications();
        return caller.may(all)
                ? Mono.empty()
                : view.place(publication)
                        .map(place -> caller.may(Need.publicationRead(place.toString())))
                        .defaultIfEmpty(false)
                        .flatMap(may -> may ? Mono.empty() : caller.required(all));
    }

    /** The first of these pieces whose file is gone or cut off; empty where all are there. */
    public Mono<Piece> lost(List<Piece> pieces) {
        return Mono.fromCallable(() -> {
                    for (Piece piece : pieces) {
                        if (piece.isFile()
                                && piece.bytes() == null
                                && sizeBytes(piece.file()) < piece.offset() + piece.sizeBytes()) {
                            return piece;
                        }
                    }
                    return null;
                })
                .subscribeOn(disk);
    }

    private static long sizeBytes(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException gone) {
            return 0;
        }
    }

    private Mono<Shown> generation(long publication, String snapshot) {
        if (NUMBER.matcher(snapshot).matches()) {
            return view.generation(publication, Long.parseLong(snapshot));
        }
        return Mono.fromCallable(() -> SNAPSHOT_ID.parse(snapshot, Instant::from))
                .onErrorResume(DateTimeException.class, noInstant -> Mono.empty())
                .flatMap(at -> view.generation(publication, at));
    }

    private Mono<Served> kept(Shown shown, List<String> segments) {
        if (segments.get(0).equals(ArchivePaths.DISTS)) {
            return below(shown, String.join("/", segments));
        }
        int last = segments.size() - 1;
        if (!segments.get(0).equals(ArchivePaths.POOL) || last < LEAST_POOL_DEPTH) {
            return Mono.empty();
        }
        PoolName name = new PoolName(joined(segments, 1, last - 2), segments.get(last - 1), segments.get(last));
        return view.carried(shown.publication(), shown.number(), name).map(this::served);
    }

    /** An instant that is yet to come means another generation later; a number never does. */
    private static Served cached(Served served, Caching caching) {
        return new Served(
                served.pieces(),
                served.sizeBytes(),
                served.sha256(),
                served.lastModified(),
                caching,
                Optional.empty(),
                OptionalLong.empty());
    }

    private Mono<Served> below(Shown shown, String path) {
        String rooted = "/" + path;
        String directory = "/" + ArchivePaths.DISTS + "/";
        int at = rooted.indexOf(directory);
        if (at < 0) {
            return Mono.empty();
        }
        String below = rooted.substring(at + directory.length());
        return below.startsWith(shown.distribution() + "/")
                ? inGeneration(shown, below.substring(shown.distribution().length() + 1))
                : underAlias(shown, List.of(below.split("/")));
    }

    /** The longest end of the path that the generation has: what an alias stands for is not known here. */
    private Mono<Served> underAlias(Shown shown, List<String> segments) {
        return Flux.range(1, segments.size() - 1)
                .concatMap(from -> inGeneration(shown, joined(segments, from, segments.size())))
                .next();
    }

    /**
     * A file below {@code dists/}.
     *
     * @param asked what was asked for, before an alias was followed
     */
    private Mono<Served> inDistribution(Reader reader, List<String> segments, List<String> asked) {
        List<String> distributions = distributions(segments);
        if (distributions.isEmpty()) {
            return Mono.empty();
        }
        return view.current(reader.storage(), reader.prefix(), distributions)
                .filter(shown -> shown.isAlias() || reader.may(shown.distribution()))
                .map(shown -> inDistribution(reader, shown, String.join("/", segments), asked))
                .defaultIfEmpty(unreadable(reader, distributions(asked)))
                .flatMap(found -> found);
    }

    private Mono<Served> inDistribution(Reader reader, Shown shown, String path, List<String> asked) {
        String rest = path.substring(shown.name().length() + 1);
        return shown.isAlias()
                ? inDistribution(reader, List.of((shown.distribution() + "/" + rest).split("/")), asked)
                : inGeneration(shown, rest);
    }

    /** The names that a distribution may have of which the path begins with these segments, the shortest first. */
    private static List<String> distributions(List<String> segments) {
        return IntStream.range(1, segments.size())
                .mapToObj(length -> joined(segments, 0, length))
                .toList();
    }

    /** Nothing where one of the names may be read; else the refusal, whether one of them is there or not. */
    private static Mono<Served> unreadable(Reader reader, List<String> distributions) {
        return distributions.stream().anyMatch(reader::may)
                ? Mono.empty()
                : reader.required(distributions.get(0)).then(Mono.empty());
    }

    private Mono<Served> inGeneration(Shown shown, String path) {
        PublishedFiles files = this.files.get(shown.storage());
        if (files == null) {
            return Mono.empty();
        }
        if (path.contains("/" + ArchivePaths.BY_HASH + "/")) {
            return files.byHash(shown.publication(), path).map(file -> immutable(shown, file));
        }
        return files.file(shown.staging(), path).map(file -> shown(shown, file));
    }

    private static Served immutable(Shown shown, PublishedFile file) {
        return new Served(
                file.pieces(),
                file.sizeBytes(),
                file.sha256(),
                file.modifiedAt(),
                Caching.IMMUTABLE,
                Optional.empty(),
                OptionalLong.of(shown.publication()));
    }

    private static Served shown(Shown shown, PublishedFile file) {
        return new Served(
                file.pieces(),
                file.sizeBytes(),
                file.sha256(),
                shown.lastModified(),
                Caching.REVALIDATE,
                Optional.of(new Served.Shown(shown.publication(), shown.number())),
                OptionalLong.of(shown.publication()));
    }

    private Served served(Carried carried) {
        Digests digests = carried.blob().digests();
        Location location = carried.blob().location();
        Piece piece = pool.file(location)
                .map(file -> new Piece(file, 0, digests.sizeBytes()))
                .orElseGet(() -> Piece.of(location, digests.sizeBytes()));
        return new Served(
                List.of(piece),
                digests.sizeBytes(),
                digests.sha256(),
                carried.since().truncatedTo(ChronoUnit.SECONDS),
                carried.replaced() ? Caching.REVALIDATE : Caching.IMMUTABLE,
                Optional.empty(),
                OptionalLong.empty());
    }

    /** Who reads a prefix. */
    private record Reader(Caller caller, String storage, String prefix) {
        boolean may(String distribution) {
            return caller.may(need(distribution));
        }

        Mono<Void> required(String distribution) {
            return caller.required(need(distribution));
        }

        private Need need(String distribution) {
            return Need.publicationRead(new Place(storage, prefix, distribution).toString());
        }
    }

    private static boolean isNoName(String segment) {
        return segment.isEmpty() || segment.equals(".") || segment.equals("..") || segment.indexOf('\0') >= 0;
    }

    private static String prefix(List<String> segments, int end) {
        return end == 0 ? "." : joined(segments, 0, end);
    }

    private static String joined(List<String> segments, int begin, int end) {
        return String.join("/", segments.subList(begin, end));
    }
}
