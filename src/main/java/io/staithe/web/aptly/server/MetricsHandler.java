package io.staithe.web.aptly.server;

import io.micrometer.core.instrument.Tags;
import io.staithe.access.Caller;
import io.staithe.access.Need;
import io.staithe.publish.Publication;
import io.staithe.publish.PublicationStore.Shown;
import io.staithe.publish.Publications;
import io.staithe.web.Callers;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * Tells aptly's meters as Prometheus reads them; what is published is counted where it is not what it was at the last
 * answer.
 */
public final class MetricsHandler {
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final Publications publications;
    private final ApiMeters meters;
    private final Supplier<String> scrape;

    /**
     * Tells meters.
     *
     * @param scrape their text
     */
    public MetricsHandler(Publications publications, ApiMeters meters, Supplier<String> scrape) {
        this.publications = publications;
        this.meters = meters;
        this.scrape = scrape;
    }

    Mono<ServerResponse> show(ServerRequest request) {
        Caller caller = Callers.of(request);
        return caller.required(Need.readEverything())
                .then(published(caller))
                .map(published -> meters.told(published, scrape))
                .flatMap(text -> ServerResponse.ok()
                        .header(HttpHeaders.CONTENT_TYPE, TEXT)
                        .bodyValue(text));
    }

    private Mono<Map<Tags, Long>> published(Caller caller) {
        return publications
                .list(caller)
                .collectMap(Publication::id)
                .flatMap(known -> publications
                        .shown(caller)
                        .filter(shown -> known.containsKey(shown.publication()))
                        .collectMap(shown -> labels(shown, known), Shown::packages));
    }

    private static Tags labels(Shown shown, Map<Long, Publication> known) {
        Publication publication = Objects.requireNonNull(known.get(shown.publication()));
        String sources = publication.sources().stream()
                .map(source -> source.name() + ":" + source.component())
                .collect(Collectors.joining(" ", "[", "]"));
        return Tags.of(
                "source", sources,
                "distribution", publication.place().distribution(),
                "component", shown.component());
    }
}
