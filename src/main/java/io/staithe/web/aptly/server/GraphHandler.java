package io.staithe.web.aptly.server;

import static io.staithe.web.PathFilter.variable;

import io.staithe.access.Caller;
import io.staithe.catalog.Catalog.PackageCount;
import io.staithe.catalog.Repository;
import io.staithe.catalog.RepositoryId;
import io.staithe.catalog.snapshot.SnapshotCatalog.Counted;
import io.staithe.catalog.snapshot.SnapshotCatalog.Derivation;
import io.staithe.graph.Drawing;
import io.staithe.graph.Graph;
import io.staithe.graph.Graph.Kind;
import io.staithe.graph.Layout;
import io.staithe.library.Repositories;
import io.staithe.library.Snapshots;
import io.staithe.publish.Publication;
import io.staithe.publish.Publications;
import io.staithe.publish.SourceKind;
import io.staithe.web.Callers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Which snapshots and publications are made of what, as text for graphviz or as a picture by it. */
public final class GraphHandler {
    private static final Set<String> TEXTS = Set.of("dot", "gv");

    private final Repositories repositories;
    private final Snapshots snapshots;
    private final Publications publications;
    private final Drawing drawing;

    /** Draws what these use cases tell. */
    public GraphHandler(Repositories repositories, Snapshots snapshots, Publications publications, Drawing drawing) {
        this.repositories = repositories;
        this.snapshots = snapshots;
        this.publications = publications;
        this.drawing = drawing;
    }

    Mono<ServerResponse> show(ServerRequest request) {
        String format = variable(request, "ext");
        boolean vertical =
                request.queryParam("layout").filter("vertical"::equals).isPresent();
        Mono<String> text =
                graph(Callers.of(request)).map(graph -> graph.text(vertical ? Layout.VERTICAL : Layout.HORIZONTAL));
        return TEXTS.contains(format)
                ? text.flatMap(dot -> answer("text/plain; charset=utf-8", dot))
                : text.flatMap(dot -> drawing.drawn(dot, format))
                        .flatMap(picture -> answer(String.valueOf(Drawing.type(format)), picture));
    }

    private static Mono<ServerResponse> answer(String type, Object body) {
        return ServerResponse.ok().header(HttpHeaders.CONTENT_TYPE, type).bodyValue(body);
    }

    private Mono<Graph> graph(Caller caller) {
        return Mono.fromSupplier(Graph::new)
                .delayUntil(graph -> repositories
                        .counts(caller)
                        .collectMap(PackageCount::id, PackageCount::packages)
                        .flatMapMany(counts ->
                                repositories.list(caller).doOnNext(repository -> put(graph, repository, counts)))
                        .then())
                .delayUntil(graph -> snapshots
                        .list(caller)
                        .doOnNext(counted -> put(graph, counted))
                        .then())
                .delayUntil(graph -> snapshots
                        .derivations(caller)
                        .doOnNext(derivation -> put(graph, derivation))
                        .then())
                .delayUntil(graph -> publications
                        .list(caller)
                        .doOnNext(publication -> put(graph, publication))
                        .then());
    }

    private static void put(Graph graph, Repository repository, Map<RepositoryId, Long> counts) {
        graph.put(
                repositoryNode(repository.name()),
                Kind.REPOSITORY,
                lines(
                        "Repo " + repository.name(),
                        repository.comment(),
                        "pkgs: " + counts.getOrDefault(repository.id(), 0L)));
    }

    private static void put(Graph graph, Counted counted) {
        String name = counted.snapshot().name();
        graph.put(
                snapshotNode(name),
                Kind.SNAPSHOT,
                lines("Snapshot " + name, counted.snapshot().description(), "pkgs: " + counted.packages()));
    }

    private static void put(Graph graph, Derivation derivation) {
        String source =
                derivation.isOfRepository() ? repositoryNode(derivation.source()) : snapshotNode(derivation.source());
        graph.derive(source, snapshotNode(derivation.snapshot()));
    }

    private static void put(Graph graph, Publication publication) {
        String id = "publication " + publication.place();
        List<String> components = publication.sources().stream()
                .map(Publication.Source::component)
                .toList();
        graph.put(
                id,
                Kind.PUBLICATION,
                lines(
                        "Published " + publication.place(),
                        "comp: " + String.join(" ", components),
                        "arch: " + String.join(", ", publication.architectures())));
        boolean isLocal = publication.sourceKind() == SourceKind.LOCAL;
        publication.sources().stream()
                .map(source -> isLocal ? repositoryNode(source.name()) : snapshotNode(source.name()))
                .distinct()
                .forEach(source -> graph.derive(source, id));
    }

    private static List<String> lines(String... lines) {
        return Stream.of(lines).filter(line -> !line.isEmpty()).toList();
    }

    private static String repositoryNode(String name) {
        return "repository " + name;
    }

    private static String snapshotNode(String name) {
        return "snapshot " + name;
    }
}
