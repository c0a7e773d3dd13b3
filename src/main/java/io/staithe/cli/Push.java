package io.staithe.cli;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Brings files to a repository: asks whether the bytes are there already, sends them where not, in a session that can
 * be resumed where the file is large, and asks until the package is as far as it was to come. Everything may be
 * repeated; a push that was killed goes on where it was. Safe for threads. Blocks.
 */
final class Push {
    /** What can be sent again without regret. */
    private static final long SMALL = 8L * 1024 * 1024;

    private static final int ACCEPTED = 202;

    private final Uplink uplink;
    private final Destination destination;
    private final KnownSessions known;
    private final Supplier<Retries> retries;

    /**
     * Pushes to a repository.
     *
     * @param retries for each file
     */
    Push(Uplink uplink, Destination destination, KnownSessions known, Supplier<Retries> retries) {
        this.uplink = uplink;
        this.destination = destination;
        this.known = known;
        this.retries = retries;
    }

    /** Brings a file, and tells how that ended. */
    Pushed push(LocalFile file) {
        try {
            return bring(file, file.sha256(), retries.get());
        } catch (IOException told) {
            return Pushed.unanswered(String.valueOf(told.getMessage()));
        } finally {
            file.transfer().begin(Transfer.Stage.ENDED, file.size());
        }
    }

    private Pushed bring(LocalFile file, String sha256, Retries tries) throws IOException {
        boolean isSent = false;
        while (true) {
            try {
                Answer answer = adopt(file, sha256);
                if (answer.isProblem("unknown-bytes")) {
                    if (isSent) {
                        tries.pause(Optional.empty(), "the server does not know the bytes that it took");
                    }
                    answer = send(file, sha256, tries);
                    isSent = true;
                }
                if (isEnd(answer)) {
                    return answer.isFine() ? Pushed.taken(answer, isSent) : Pushed.refused(answer.reason());
                }
                if (answer.status() == ACCEPTED) {
                    tries.underWay("the server has it, and has not made it " + destination.until() + " yet");
                } else {
                    tries.answered();
                }
            } catch (Busy busy) {
                tries.pause(busy.answer().retryAfter(), busy.answer().reason());
            } catch (Uplink.Broken broken) {
                if (file.hasChanged()) {
                    return Pushed.refused("the file changed while it was pushed");
                }
                tries.pause(Optional.empty(), String.valueOf(broken.getMessage()));
            }
        }
    }

    private Answer adopt(LocalFile file, String sha256) throws IOException {
        file.transfer().begin(Transfer.Stage.SETTLING, file.size());
        return checked(uplink.ask(request(file, "&digest=sha256:" + sha256), "PUT", file));
    }

    private Answer send(LocalFile file, String sha256, Retries tries) throws IOException {
        return file.size() <= SMALL
                ? put(file, sha256)
                : new Session(uplink, destination, known, tries).bring(file, sha256);
    }

    private Answer put(LocalFile file, String sha256) throws IOException {
        HttpRequest.Builder request = request(file, "").header("X-Checksum-Sha256", sha256);
        return checked(uplink.bring(request, "PUT", file, 0));
    }

    private HttpRequest.Builder request(LocalFile file, String query) {
        return uplink.to(destination.of(file.name(), query));
    }

    /** Whether nothing more is to come: refused, or as far as wanted; the end of a session tells nothing of that. */
    private boolean isEnd(Answer answer) {
        boolean isUnderWay =
                answer.status() == ACCEPTED && !destination.until().equals("accepted") && !hasFailed(answer);
        return !isUnderWay && answer.status() != 204;
    }

    /** Whether a publication of the answer has failed. */
    private static boolean hasFailed(Answer answer) {
        return answer.body()
                .path("publications")
                .valueStream()
                .anyMatch(publication ->
                        publication.path("task").path("state").asString("").matches("failed|cancelled"));
    }

    /** The answer, unless the server is busy. */
    static Answer checked(Answer answer) throws Busy {
        if (answer.isBusy()) {
            throw new Busy(answer);
        }
        return answer;
    }

    /** The server asks to come again. */
    static final class Busy extends IOException {
        private static final long serialVersionUID = 1L;
        private final transient Answer answer;

        Busy(Answer answer) {
            super(answer.reason());
            this.answer = answer;
        }

        Answer answer() {
            return answer;
        }
    }
}
