package io.staithe.faults.calls;

import io.staithe.faults.calls.Job.Placed;
import io.staithe.faults.history.Effect;
import io.staithe.faults.history.History;
import io.staithe.faults.history.Operation.Kind;
import io.staithe.faults.history.Operation.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Errands that bring packages, by every face. */
public final class Additions {
    private static final String BOUNDARY = "staithe-fault-suite";
    private static final Map<String, String> PACKAGE = Map.of("Content-Type", "application/vnd.debian.binary-package");
    private static final Map<String, String> TUS = Map.of("Tus-Resumable", "1.0.0");
    private static final int PIECES = 3;
    private static final int TRIES = 8;

    private Additions() {}

    /** The call of the native API that uploads and adds; answered when the package is there. */
    public static void inOneCall(Job job) {
        oneCall(job, job.repository(), job.build(), "added");
    }

    /** The same, answered when it is published. */
    public static void inOneCallPublished(Job job) {
        oneCall(job, job.repository(), job.build(), "published");
    }

    /** The same, answered when it is accepted. */
    public static void inOneCallAccepted(Job job) {
        oneCall(job, job.repository(), job.build(), "accepted");
    }

    /** What this job removed, or somebody else has, once more. */
    public static void ofKnownBytes(Job job) {
        if (!job.placed().isEmpty()) {
            Placed known = job.placed().get(job.random().nextInt(job.placed().size()));
            oneCall(job, job.repository(), known.build(), "added");
        }
    }

    /** Other bytes in the place of what is there. */
    public static void inPlaceOfOther(Job job) {
        if (!job.placed().isEmpty()) {
            Placed old = job.taken();
            Build build = job.rebuilt(old.build());
            job.placed()
                    .removeIf(other -> other.repository().equals(old.repository())
                            && other.build().name().equals(old.build().name()));
            History.Call call = job.begin(
                    Kind.CHANGE,
                    "one call, replace",
                    old.repository(),
                    List.of(Effect.replacing(old.repository(), build.item())));
            end(
                    job,
                    call,
                    path(old.repository(), build) + "?wait=added&replace=true",
                    new Placed(old.repository(), build));
        }
    }

    static void oneCall(Job job, String repository, Build build, String wait) {
        History.Call call = job.begin(
                wait.equals("published") ? Kind.PUBLISHED_CHANGE : Kind.CHANGE,
                "one call, " + wait,
                repository,
                List.of(Effect.adding(repository, List.of(build.item()))));
        end(job, call, path(repository, build) + "?wait=" + wait, new Placed(repository, build));
    }

    private static String path(String repository, Build build) {
        return "/v1/repositories/" + repository + "/packages/" + build.file();
    }

    private static void end(Job job, History.Call call, String path, Placed placed) {
        try {
            Reply reply = job.send("PUT", path, PACKAGE, placed.build().bytes());
            JsonNode answer = reply.json();
            Outcome outcome = reply.outcome();
            if (outcome == Outcome.DONE && !answer.path("revision").isNumber()) {
                call.accepted();
                outcome = job.outcome(answer.path("id").asLong());
            }
            if (reply.status() == 202) {
                call.is(Kind.CHANGE);
            }
            if (outcome == Outcome.DONE) {
                // Else other bytes of the name may be there: a copy by name would take those.
                job.placed().add(placed);
            }
            call.end(outcome);
        } catch (IOException lost) {
            call.end(Outcome.UNKNOWN);
        }
    }

    /** A raw body into an upload directory, then the addition, which is waited for. */
    public static void byPut(Job job) {
        fromDirectory(job, "put", "");
    }

    /** The same as a form, and the addition as a task. */
    public static void byFormLater(Job job) {
        fromDirectory(job, "form", "?_async=1");
    }

    /** The same as a form, and the addition waited for: what every server of this dialect can. */
    public static void byForm(Job job) {
        fromDirectory(job, "form", "");
    }

    private static void fromDirectory(Job job, String how, String query) {
        String directory = job.unique("job");
        String repository = job.repository();
        List<Build> builds =
                Stream.generate(job::build).limit(1 + job.random().nextInt(2)).toList();
        for (Build build : builds) {
            History.Call call = job.begin(Kind.UPLOAD, "upload by " + how, directory, List.of());
            try {
                Reply reply = how.equals("put") ? put(job, directory, build) : form(job, directory, build);
                call.end(reply.outcome(), List.of(build.item()));
                if (reply.outcome() != Outcome.DONE) {
                    return;
                }
            } catch (IOException lost) {
                call.end(Outcome.UNKNOWN, List.of(build.item()));
                return;
            }
        }
        History.Call call = job.begin(
                Kind.CHANGE,
                query.isEmpty() ? "addition" : "addition, later",
                repository,
                List.of(Effect.adding(
                        repository, builds.stream().map(Build::item).toList())));
        Outcome outcome = addition(job, call, "/api/repos/" + repository + "/file/" + directory + query);
        call.end(outcome);
        if (outcome != Outcome.REFUSED) {
            builds.forEach(build -> job.placed().add(new Placed(repository, build)));
        }
    }

    private static Outcome addition(Job job, History.Call call, String path) {
        try {
            Reply reply = job.send("POST", path);
            if (reply.status() == 202) {
                call.accepted();
                return job.outcome(reply.json().path("ID").asLong());
            }
            boolean isWhole = reply.json().path("FailedFiles").isEmpty();
            return reply.outcome() == Outcome.DONE && !isWhole ? Outcome.UNKNOWN : reply.outcome();
        } catch (IOException lost) {
            return Outcome.UNKNOWN;
        }
    }

    private static Reply put(Job job, String directory, Build build) throws IOException {
        return job.send("PUT", "/api/files/" + directory + "/" + build.file(), PACKAGE, build.bytes());
    }

    private static Reply form(Job job, String directory, Build build) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
                        + build.file() + "\"\r\nContent-Type: application/octet-stream\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(build.bytes());
        body.writeBytes(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return job.send(
                "POST",
                "/api/files/" + directory,
                Map.of("Content-Type", "multipart/form-data; boundary=" + BOUNDARY),
                body.toByteArray());
    }

    /** As dput does: the package, then the signed changes, which act. */
    public static void byDput(Job job) {
        Uploader uploader = Objects.requireNonNull(job.setting().uploader());
        String repository = job.repository();
        Build build = job.build();
        String changes = build.file().replace(".deb", ".changes");
        History.Call call =
                job.begin(Kind.CHANGE, "dput", repository, List.of(Effect.adding(repository, List.of(build.item()))));
        try {
            byte[] signed = uploader.changes(build);
            Reply file = job.send("PUT", "/dput/" + repository + "/" + build.file(), PACKAGE, build.bytes());
            if (file.outcome() != Outcome.DONE) {
                // Nothing acts before the changes come.
                call.end(Outcome.REFUSED);
                return;
            }
            Reply reply = job.send("PUT", "/dput/" + repository + "/" + changes, Map.of(), signed);
            if (reply.outcome() != Outcome.REFUSED) {
                job.placed().add(new Placed(repository, build));
            }
            call.end(reply.outcome());
        } catch (IOException lost) {
            call.end(Outcome.UNKNOWN);
        }
    }

    /** In pieces, going on after each cut. */
    public static void inPieces(Job job) {
        String repository = job.repository();
        Build build = job.build();
        History.Call call =
                job.begin(Kind.CHANGE, "tus", repository, List.of(Effect.adding(repository, List.of(build.item()))));
        Outcome outcome = pieces(job, repository, build);
        call.end(outcome);
        if (outcome != Outcome.REFUSED) {
            job.placed().add(new Placed(repository, build));
        }
    }

    private static Outcome pieces(Job job, String repository, Build build) {
        String upload = "";
        for (int turn = 0; turn < TRIES; turn++) {
            try {
                if (upload.isEmpty()) {
                    Reply created = create(job, repository, build);
                    if (created.status() != 201) {
                        return created.outcome();
                    }
                    upload = created.headers().firstValue("Location").orElse("");
                }
                Reply state = job.send("HEAD", upload, TUS, new byte[0]);
                long offset = state.headers().firstValueAsLong("Upload-Offset").orElse(-1);
                if (state.headers().firstValue("Staithe-Receipt").isPresent()) {
                    return Outcome.DONE;
                }
                if (offset >= 0 && offset < build.bytes().length && sent(job, upload, build, (int) offset)) {
                    return Outcome.DONE;
                }
            } catch (IOException cut) {
                // What came is kept: the next turn asks how much that is.
            }
        }
        return Outcome.UNKNOWN;
    }

    private static Reply create(Job job, String repository, Build build) throws IOException {
        String name = Base64.getEncoder().encodeToString(build.file().getBytes(StandardCharsets.UTF_8));
        return job.send(
                "POST",
                "/v1/uploads?repository=" + repository + "&wait=added",
                Map.of(
                        "Tus-Resumable",
                        "1.0.0",
                        "Upload-Length",
                        Integer.toString(build.bytes().length),
                        "Idempotency-Key",
                        build.file(),
                        "Upload-Metadata",
                        "filename " + name),
                new byte[0]);
    }

    /** Sends pieces from here on; whether the last one was answered with a receipt. */
    private static boolean sent(Job job, String upload, Build build, int from) throws IOException {
        int length = build.bytes().length;
        int step = length / PIECES + 1;
        for (int offset = from; offset < length; offset += step) {
            Reply reply = job.send(
                    "PATCH",
                    upload,
                    Map.of(
                            "Tus-Resumable",
                            "1.0.0",
                            "Content-Type",
                            "application/offset+octet-stream",
                            "Upload-Offset",
                            Integer.toString(offset)),
                    Arrays.copyOfRange(build.bytes(), offset, Math.min(length, offset + step)));
            if (reply.status() != 204) {
                return false;
            }
            if (reply.headers().firstValue("Staithe-Receipt").isPresent()) {
                return true;
            }
        }
        return false;
    }
}
