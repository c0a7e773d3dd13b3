package io.staithe.web.aptly;

import io.staithe.fault.Refused;
import io.staithe.web.WebFault;
import java.util.List;
import org.springframework.web.reactive.function.server.ServerRequest;

/** Refuses, in clear words, what aptly offers and this server does not yet, rather than to ignore it. */
final class Later {
    private static final List<String> QUERIES = List.of("q", "withDeps", "maximumVersion");

    private Later() {}

    /** The refusal of one thing. */
    static Refused refused(String what) {
        return new Refused(WebFault.NOT_YET, what + " is not offered by this server yet");
    }

    /** Refuses what narrows a list of packages by a query. */
    static void refuseQueries(ServerRequest request) {
        QUERIES.forEach(name -> {
            String value = request.queryParam(name).orElse("");
            boolean asks = name.equals("q") ? !value.isEmpty() : value.equals("1");
            if (asks) {
                throw refused("the package query '" + name + "'");
            }
        });
    }
}
