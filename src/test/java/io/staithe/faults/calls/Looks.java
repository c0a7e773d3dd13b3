package io.staithe.faults.calls;

import io.staithe.faults.history.History;
import io.staithe.faults.history.Operation.Kind;
import io.staithe.faults.history.Operation.Outcome;
import io.staithe.testkit.Sha256;
import java.io.IOException;
import java.util.List;

/** Errands that look at what is there. */
public final class Looks {
    private Looks() {}

    /** What a repository has. */
    public static void atRepository(Job job) {
        String repository = job.repository();
        History.Call call = job.begin(Kind.READ, "read", repository, List.of());
        try {
            Reply reply = job.send("GET", "/api/repos/" + repository + "/packages");
            Outcome outcome = reply.status() == 200 ? Outcome.DONE : Outcome.REFUSED;
            call.end(
                    outcome,
                    outcome == Outcome.DONE
                            ? reply.json()
                                    .valueStream()
                                    .map(key -> job.setting().workshop().item(key.asString()))
                                    .toList()
                            : List.of());
        } catch (IOException lost) {
            call.end(Outcome.UNKNOWN);
        }
    }

    /** What an archive shows, as apt reads it, with the file of one package. */
    public static void atArchive(Job job) {
        String publication = job.repository();
        History.Call call = job.begin(Kind.SHOW, "archive", publication, List.of());
        try {
            Archive archive = new Archive(path -> fetched(job, publication + "/" + path));
            List<Archive.Entry> entries = archive.read(publication);
            call.end(Outcome.DONE, entries.stream().map(Archive.Entry::item).toList());
            if (!entries.isEmpty()) {
                file(job, archive, publication, entries.get(job.random().nextInt(entries.size())));
            }
        } catch (Archive.Torn torn) {
            call.end(Outcome.UNKNOWN);
            job.setting().complaints().add(publication + ": " + torn.getMessage());
        } catch (IOException lost) {
            call.end(Outcome.UNKNOWN);
        }
    }

    /** A file that is named twice, before and after it was not to be had, is missing; else it was removed meanwhile. */
    private static void file(Job job, Archive archive, String publication, Archive.Entry entry) throws IOException {
        if (!isThere(archive, entry)
                && archive.read(publication).contains(entry)
                && !isThere(archive, entry)
                && archive.read(publication).contains(entry)) {
            job.setting().complaints().add(publication + " names " + entry + ", which is not to be had");
        }
    }

    private static boolean isThere(Archive archive, Archive.Entry entry) throws IOException {
        return Sha256.hex(archive.source().at(entry.path())).equals(entry.item().digest());
    }

    /** The bytes at a path; none where it is not there. */
    private static byte[] fetched(Job job, String path) throws IOException {
        Reply reply = job.send("GET", "/apt/" + path);
        if (reply.status() == 200) {
            return reply.body();
        }
        if (reply.status() == 404) {
            return new byte[0];
        }
        throw new IOException(path + " is answered by " + reply.status());
    }
}
