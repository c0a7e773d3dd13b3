package io.staithe.library.addition;

import io.staithe.catalog.NewPackage;
import io.staithe.library.addition.Judged.Arrival;
import io.staithe.library.policy.Entrant;
import io.staithe.pool.Blob;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A delivery whose wanted files were inspected; what each of them needs from the repository is not known yet. */
record Lot(Delivery delivery, List<Judged> judged) {
    Lot {
        judged = List.copyOf(judged);
    }

    /** What is complete in one file. */
    Stream<NewPackage> binaries() {
        return judged.stream().flatMap(Judged::binary);
    }

    Arrived arrive(Map<String, Blob> known) {
        return new Arrived(
                delivery, judged.stream().map(file -> file.arrive(known)).toList());
    }

    /** A delivery and what may be shelved of it, in order. */
    record Arrived(Delivery delivery, List<Arrival> arrivals) {
        Arrived {
            arrivals = List.copyOf(arrivals);
        }

        /** What may be shelved, as policies see it. */
        Stream<Entrant> entrants() {
            String caller = delivery.task().caller().name();
            return arrivals.stream().flatMap(Arrival::packages).map(arrival -> Entrant.of(arrival, caller));
        }
    }
}
