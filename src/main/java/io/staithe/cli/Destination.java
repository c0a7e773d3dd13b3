package io.staithe.cli;

import java.net.URI;

/**
 * Where packages are pushed to, and how far.
 *
 * @param server ends with a slash
 * @param until {@code accepted}, {@code added} or {@code published}
 * @param replaces whether other bytes of the same name, version and architecture give way
 */
record Destination(URI server, String repository, String until, boolean replaces) {
    Destination {
        server = Server.root(server);
    }

    /** The address of a package of the native API, with a query. */
    URI of(String name, String query) {
        return server.resolve("v1/repositories/" + Server.segment(repository) + "/packages/" + Server.segment(name)
                + "?wait=" + until + "&replace=" + replaces + query);
    }

    /** Where upload sessions are opened. */
    URI sessions() {
        return server.resolve("v1/uploads");
    }
}
