package io.staithe.web.rest;

import io.staithe.access.Caller;
import io.staithe.events.EventType;
import io.staithe.events.Filter;
import io.staithe.library.Repositories;
import io.staithe.publish.Publication;
import io.staithe.publish.Publications;
import io.staithe.publish.generation.Announcement;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Which events a client wants: of these types, and about any of these repositories and publications. */
public final class EventFilters {
    private static final String REPOSITORY = "repository/";

    private final Repositories repositories;
    private final Publications publications;

    /** Filters on what there is. */
    public EventFilters(Repositories repositories, Publications publications) {
        this.repositories = repositories;
        this.publications = publications;
    }

    /**
     * Types by word, repositories by name, publications by number; none of a kind: all. What there is not, is refused.
     */
    Mono<Filter> filter(Caller caller, Wanted wanted) {
        return Mono.fromCallable(() -> types(wanted.types()))
                .flatMap(types -> subjects(caller, wanted)
                        .collect(Collectors.toSet())
                        .map(subjects -> new Filter(types, subjects)));
    }

    private Flux<String> subjects(Caller caller, Wanted wanted) {
        return Flux.concat(
                Flux.fromIterable(wanted.repositories())
                        .concatMap(name -> repositories.show(caller, name))
                        .map(repository -> REPOSITORY + repository.name()),
                Flux.fromIterable(wanted.publications())
                        .map(text -> Wishes.wholeNumber("publication", text))
                        .concatMap(id -> publications.show(caller, id))
                        .map(Publication::place)
                        .map(Announcement::subject));
    }

    private static Set<String> types(Collection<String> words) {
        return words.stream().map(EventType::named).map(EventType::word).collect(Collectors.toSet());
    }

    /** What a client named. */
    record Wanted(List<String> types, List<String> repositories, List<String> publications) {}
}
