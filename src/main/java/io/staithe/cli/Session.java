package io.staithe.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;

/** Sends one file in an upload session of tus 1.0, from where the server has it. Not safe for threads. Blocks. */
final class Session {
    private final Uplink uplink;
    private final Destination destination;
    private final KnownSessions known;
    private final Retries tries;

    Session(Uplink uplink, Destination destination, KnownSessions known, Retries tries) {
        this.uplink = uplink;
        this.destination = destination;
        this.known = known;
        this.tries = tries;
    }

    /**
     * Sends what the server does not have yet.
     *
     * @return 204 where the server has all of it, else why not
     * @throws IOException where it is to be tried again
     */
    Answer bring(LocalFile file, String sha256) throws IOException {
        Optional<URI> remembered = known.find(destination, sha256);
        OptionalLong offset = remembered.isPresent() ? offset(remembered.get(), file) : OptionalLong.empty();
        if (offset.isPresent()) {
            return send(file, sha256, remembered.get(), offset.getAsLong());
        }
        known.forget(destination, sha256);
        Answer opened = open(file, sha256);
        Optional<String> location = opened.headers().firstValue("Location");
        if (opened.status() != 201 || location.isEmpty()) {
            return opened;
        }
        URI session = destination.sessions().resolve(location.get());
        known.remember(destination, sha256, session);
        return send(file, sha256, session, 0);
    }

    private Answer open(LocalFile file, String sha256) throws IOException {
        HttpRequest.Builder request = to(destination.sessions())
                .header("Upload-Length", Long.toString(file.size()))
                .header(
                        "Upload-Metadata",
                        "filename " + encoded(file.name())
                                + ",repository " + encoded(destination.repository())
                                + ",sha256 " + encoded(sha256)
                                + ",replace " + encoded(Boolean.toString(destination.replaces()))
                                + ",wait " + encoded("added"));
        return Push.checked(uplink.ask(request, "POST", file));
    }

    /** How much of it the server has; empty where the session is over. */
    private OptionalLong offset(URI session, LocalFile file) throws IOException {
        Answer told = Push.checked(uplink.ask(to(session), "HEAD", file));
        if (told.isFine()) {
            return told.headers().firstValueAsLong("Upload-Offset");
        }
        if (!isOver(told)) {
            throw new Uplink.Broken(told.reason());
        }
        return OptionalLong.empty();
    }

    private Answer send(LocalFile file, String sha256, URI session, long offset) throws IOException {
        tries.reached(offset);
        Answer answer = Push.checked(uplink.bring(
                to(session)
                        .header("Upload-Offset", Long.toString(offset))
                        .header("Content-Type", "application/offset+octet-stream"),
                "PATCH",
                file,
                offset));
        if (answer.status() == 404 || answer.status() == 409 || answer.status() == 410 || answer.status() >= 500) {
            throw new Uplink.Broken(answer.reason());
        }
        known.forget(destination, sha256);
        return answer;
    }

    /** Ended, or its package was refused; anything else may be told otherwise by the next look. */
    private static boolean isOver(Answer answer) {
        return answer.status() == 404 || answer.status() == 410 || answer.status() == 422;
    }

    private HttpRequest.Builder to(URI address) {
        return uplink.to(address).header("Tus-Resumable", "1.0.0");
    }

    private static String encoded(String value) {
        return Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
    }
}
