package io.staithe.loadtest;

import static io.gatling.javaapi.http.HttpDsl.ByteArrayBodyPart;
import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.bodyString;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.repeat;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A CI storm: clients that each upload a package and add it to one repository, again and again, all at once. Afterwards
 * a last client reads the repository and its published index, and fails where an acknowledged package is missing.
 *
 * <p>Properties: {@code staithe.url}, {@code storm.clients}, {@code storm.packages} (per client), {@code storm.bytes}.
 */
public final class CiStormSimulation extends Simulation {
    private static final String URL = System.getProperty("staithe.url", "http://127.0.0.1:8080");
    private static final int CLIENTS = Integer.getInteger("storm.clients", 64);
    private static final int PACKAGES = Integer.getInteger("storm.packages", 8);
    private static final int BYTES = Integer.getInteger("storm.bytes", 5_000);
    private static final String RUN = Long.toString(System.currentTimeMillis(), 36);
    private static final String REPOSITORY = "storm-" + RUN;

    private final AtomicInteger numbers = new AtomicInteger();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

    private final HttpProtocolBuilder protocol = http.baseUrl(URL).shareConnections();

    private final ChainBuilder uploadAndAdd = exec(this::nextPackage)
            .exec(http("upload")
                    .post("/api/files/#{directory}")
                    .bodyPart(ByteArrayBodyPart("file", session -> bytes(session))
                            .fileName("#{file}")
                            .contentType("application/octet-stream"))
                    .asMultipartForm()
                    .check(status().is(200)))
            .exitHereIfFailed()
            .exec(http("add")
                    .post("/api/repos/" + REPOSITORY + "/file/#{directory}")
                    .check(status().is(200))
                    .check(jsonPath("$.Report.Added[0]").exists())
                    .check(jsonPath("$.FailedFiles[0]").notExists()))
            .exitHereIfFailed()
            .exec(this::remember);

    private final ScenarioBuilder prepare = scenario("prepare")
            .exec(http("create repository")
                    .post("/api/repos")
                    .header("Content-Type", "application/json")
                    .body(StringBody("{\"Name\":\"" + REPOSITORY + "\",\"DefaultDistribution\":\"stable\"}"))
                    .check(status().is(201)));

    private final ScenarioBuilder storm = scenario("storm").exec(repeat(PACKAGES).on(uploadAndAdd));

    private final ScenarioBuilder verify = scenario("verify")
            .exec(http("list packages")
                    .get("/api/repos/" + REPOSITORY + "/packages")
                    .check(status().is(200))
                    .check(bodyString().transform(this::missingFromList).is("none missing")))
            .exec(http("publish")
                    .post("/api/publish/" + REPOSITORY)
                    .header("Content-Type", "application/json")
                    .body(StringBody("{\"SourceKind\":\"local\",\"Sources\":[{\"Name\":\"" + REPOSITORY + "\"}]}"))
                    .check(status().is(201)))
            .exec(http("read the index")
                    .get("/repos/-/" + REPOSITORY + "/dists/stable/main/binary-amd64/Packages")
                    .check(status().is(200))
                    .check(bodyString().transform(this::missingFromIndex).is("none missing")));

    {
        setUp(prepare.injectOpen(atOnceUsers(1))
                        .andThen(storm.injectOpen(atOnceUsers(CLIENTS)).andThen(verify.injectOpen(atOnceUsers(1)))))
                .protocols(protocol)
                .assertions(
                        global().failedRequests().count().is(0L),
                        global().successfulRequests().count().is(4L + 2L * CLIENTS * PACKAGES));
    }

    private Session nextPackage(Session session) {
        String name = "storm-" + RUN + "-" + numbers.incrementAndGet();
        return session.set("package", name).set("directory", name).set("file", name + "_1.0_amd64.deb");
    }

    private static byte[] bytes(Session session) {
        return Debs.deb(session.getString("package"), "1.0", "amd64", BYTES);
    }

    private Session remember(Session session) {
        acknowledged.add(session.getString("package"));
        return session;
    }

    private String missingFromList(String list) {
        return missing(list, "Pamd64 ", " 1.0 ");
    }

    private String missingFromIndex(String index) {
        return missing("\n" + index, "\nPackage: ", "\n");
    }

    private String missing(String text, String before, String after) {
        if (acknowledged.size() != CLIENTS * PACKAGES) {
            return acknowledged.size() + " of " + CLIENTS * PACKAGES + " were acknowledged";
        }
        long lost = acknowledged.stream()
                .filter(name -> !text.contains(before + name + after))
                .count();
        return lost == 0 ? "none missing" : lost + " of " + acknowledged.size() + " acknowledged packages are missing";
    }
}
