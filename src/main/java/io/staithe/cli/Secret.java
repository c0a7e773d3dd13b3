package io.staithe.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the user shows to one server, and to no other, if anything: a token, or a JSON Web Token of an issuer.
 *
 * @param server its address
 */
record Secret(URI server, @Nullable String text) {
    /** From the first line of a file where there is one, else as given; blank is none. */
    static Secret of(URI server, @Nullable Path file, @Nullable String given) throws IOException {
        String text = file == null
                ? given
                : Files.readAllLines(file).stream().findFirst().orElse("");
        return new Secret(server, text == null || text.isBlank() ? null : text.strip());
    }

    /** Nothing. */
    static Secret none(URI server) {
        return new Secret(server, null);
    }

    /** A request to an address; shows the secret where that is the server's. */
    HttpRequest.Builder to(URI address) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).header("User-Agent", "staithe");
        return text == null || !isServers(address) ? request : request.header("Authorization", "Bearer " + text);
    }

    private boolean isServers(URI address) {
        return server.getScheme().equals(address.getScheme())
                && server.getAuthority().equals(address.getAuthority());
    }

    /** Never tells it. */
    @Override
    public String toString() {
        return "for " + server;
    }
}
