package io.staithe.faults.history;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is found when all is over and every call that was accepted has been carried out.
 *
 * @param repositories what each repository has, by its name
 * @param publications of which repository each publication is, by its name
 * @param snapshots what each snapshot has, by its name
 * @param uploads digests of the files that upload directories hold
 * @param generations what generations of publications show
 * @param broken what is named and is not there, or is not whole by itself; a sentence for each
 */
public record Evidence(
        Map<String, State> repositories,
        Map<String, String> publications,
        Map<String, List<Item>> snapshots,
        Set<String> uploads,
        List<Generation> generations,
        List<String> broken) {
    /** Copies what it is given. */
    public Evidence {
        repositories = Map.copyOf(repositories);
        publications = Map.copyOf(publications);
        snapshots = Map.copyOf(snapshots);
        uploads = Set.copyOf(uploads);
        generations = List.copyOf(generations);
        broken = List.copyOf(broken);
    }

    /**
     * A repository.
     *
     * @param members what it has
     * @param log all that ever changed it, in order; empty where a server keeps no log
     */
    public record State(List<Item> members, List<Revision> log) {
        /** Copies the lists. */
        public State {
            members = List.copyOf(members);
            log = List.copyOf(log);
        }
    }

    /** A line of the log: removals come before additions. */
    public record Revision(long number, List<Item> added, List<Item> removed) {
        /** Copies the lists. */
        public Revision {
            added = List.copyOf(added);
            removed = List.copyOf(removed);
        }
    }

    /** A generation of a publication: the revision that it says it is, and what it shows. */
    public record Generation(String publication, long number, String repository, long revision, List<Item> shown) {
        /** Copies the list. */
        public Generation {
            shown = List.copyOf(shown);
        }
    }
}
