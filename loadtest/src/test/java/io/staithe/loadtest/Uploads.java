package io.staithe.loadtest;

import static io.gatling.javaapi.core.CoreDsl.ByteArrayBody;
import static io.gatling.javaapi.core.CoreDsl.InputStreamBody;
import static io.gatling.javaapi.core.CoreDsl.bodyString;
import static io.gatling.javaapi.core.CoreDsl.doWhile;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.http.HttpDsl.ByteArrayBodyPart;
import static io.gatling.javaapi.http.HttpDsl.header;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that bring packages to one repository, each of its own name, and what must be there in the end: everything
 * that was acknowledged.
 */
final class Uploads {
    /** What a check finds where all is well. */
    private static final String NONE = "none missing";

    private final String repository;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

    Uploads(String repository) {
        this.repository = repository;
    }

    /** A small package by aptly's dialect: a form, then an addition that is waited for. */
    ChainBuilder byAptly(int bytes) {
        return exec(this::named)
                .exec(http("aptly: upload")
                        .post("/api/files/#{name}")
                        .bodyPart(ByteArrayBodyPart("file", session -> small(session, bytes))
                                .fileName("#{name}_1.0_amd64.deb")
                                .contentType("application/octet-stream"))
                        .asMultipartForm()
                        .check(status().is(200)))
                .exitHereIfFailed()
                .exec(addition());
    }

    /** A small package by the one call of the native API. */
    ChainBuilder byOneCall(int bytes) {
        return exec(this::named)
                .exec(http("v1: upload and add")
                        .put("/v1/repositories/" + repository + "/packages/#{name}_1.0_amd64.deb")
                        .body(ByteArrayBody(session -> small(session, bytes)))
                        .check(status().is(201)))
                .exitHereIfFailed()
                .exec(this::remember);
    }

    /** A large package, made while it is sent, by the one call. */
    ChainBuilder largeByOneCall(long bytes) {
        return exec(this::named)
                .exec(http("v1: large")
                        .put("/v1/repositories/" + repository + "/packages/#{name}_1.0_amd64.deb?timeout=PT10M")
                        .body(InputStreamBody(session -> new LargeDeb(name(session), bytes)))
                        .requestTimeout(Duration.ofHours(1))
                        .check(status().is(201)))
                .exitHereIfFailed()
                .exec(this::remember);
    }

    /** The same by aptly's dialect, as a raw body. */
    ChainBuilder largeByAptly(long bytes) {
        return exec(this::named)
                .exec(http("aptly: large")
                        .put("/api/files/#{name}/#{name}_1.0_amd64.deb")
                        .body(InputStreamBody(session -> new LargeDeb(name(session), bytes)))
                        .requestTimeout(Duration.ofHours(1))
                        .check(status().is(200)))
                .exitHereIfFailed()
                .exec(addition());
    }

    /** One call that may be refused for want of room, and is repeated when the server says, as often as it takes. */
    ChainBuilder untilTaken(int bytes) {
        return exec(this::named)
                .exec(doWhile(session -> session.getInt("answer") != 201)
                        .on(exec(http("overload: upload and add")
                                        .put("/v1/repositories/" + repository + "/packages/#{name}_1.0_amd64.deb")
                                        .body(ByteArrayBody(session -> small(session, bytes)))
                                        .check(status().in(201, 429, 503).saveAs("answer"))
                                        .checkIf(session -> session.getInt("answer") != 201)
                                        .then(header("Retry-After").saveAs("wait")))
                                .exitHereIfFailed()
                                .doIf(session -> session.getInt("answer") != 201)
                                .then(pause(session -> Duration.ofSeconds(Long.parseLong(session.getString("wait")))))))
                .exec(this::remember);
    }

    /** Fails where an acknowledged package is not in the repository. */
    ChainBuilder listed() {
        return exec(http("list packages")
                .get("/api/repos/" + repository + "/packages")
                .check(status().is(200))
                .check(bodyString().transform(list -> missing(list, "Pamd64 ", " 1.0 ")).is(NONE)));
    }

    /** Fails where an acknowledged package is not in the published index. */
    ChainBuilder published() {
        return exec(http("read the index")
                .get(Target.published(repository, "main/binary-amd64/Packages"))
                .check(status().is(200))
                .check(bodyString().transform(index -> missing("\n" + index, "\nPackage: ", "\n")).is(NONE)));
    }

    private ChainBuilder addition() {
        return exec(http("aptly: add")
                        .post("/api/repos/" + repository + "/file/#{name}")
                        .requestTimeout(Duration.ofMinutes(10))
                        .check(status().is(200))
                        .check(jsonPath("$.Report.Added[0]").exists())
                        .check(jsonPath("$.FailedFiles[0]").notExists()))
                .exitHereIfFailed()
                .exec(this::remember);
    }

    private Session named(Session session) {
        return session.set("name", repository + "-" + numbers.incrementAndGet()).set("answer", 0);
    }

    private static String name(Session session) {
        return session.getString("name");
    }

    private static byte[] small(Session session, int bytes) {
        return Debs.deb(name(session), "1.0", "amd64", bytes);
    }

    private Session remember(Session session) {
        acknowledged.add(name(session));
        return session;
    }

    private String missing(String text, String before, String after) {
        long lost = acknowledged.stream()
                .filter(name -> !text.contains(before + name + after))
                .count();
        return lost == 0 ? NONE : lost + " of " + acknowledged.size() + " acknowledged packages are missing";
    }
}
