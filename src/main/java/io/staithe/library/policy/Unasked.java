package io.staithe.library.policy;

import io.staithe.catalog.Repository;
import java.util.List;

/** Ends a transaction that needs answers of a hook: they are asked for outside of it, and then it is begun again. */
final class Unasked extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Repository repository;
    private final transient Hook hook;
    private final transient List<Entrant> entrants;

    Unasked(Repository repository, Hook hook, List<Entrant> entrants) {
        super("a hook has to be asked first", null, false, false);
        this.repository = repository;
        this.hook = hook;
        this.entrants = List.copyOf(entrants);
    }

    Repository repository() {
        return repository;
    }

    Hook hook() {
        return hook;
    }

    List<Entrant> entrants() {
        return entrants;
    }
}
