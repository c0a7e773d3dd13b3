package io.staithe.publish.generation;

import io.staithe.fault.Refused;
import io.staithe.publish.ArchiveView.Group;
import io.staithe.publish.Place;
import io.staithe.publish.PublishFault;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Other names of publications: each is the first segment of no other place of its prefix, and of no other alias. */
final class Aliases {
    private final GenerationStore store;

    Aliases(GenerationStore store) {
        this.store = store;
    }

    /**
     * Takes the names that an edition adds, inside its switch: whoever creates or takes the same name waits, and sees
     * it taken then. {@code ALIAS_TAKEN} where another publication has it.
     */
    Mono<Void> taken(Edition edition) {
        List<String> added = new ArrayList<>(edition.options().terms().aliases());
        added.removeAll(edition.before().options().terms().aliases());
        return Flux.fromIterable(added)
                .concatMap(alias -> taken(edition, alias))
                .then();
    }

    private Mono<Void> taken(Edition edition, String alias) {
        Place place = edition.place();
        Group group = new Group(place.storage(), place.prefix(), alias);
        return store.exclude(group)
                .thenMany(Flux.defer(() -> store.neighbours(group)))
                .filter(neighbour -> neighbour.id() != edition.before().id())
                .next()
                .flatMap(other -> Mono.error(new Refused(
                        PublishFault.ALIAS_TAKEN,
                        "alias '" + alias + "' of " + place + " is taken by publication " + other.id() + " at "
                                + other.place())));
    }
}
