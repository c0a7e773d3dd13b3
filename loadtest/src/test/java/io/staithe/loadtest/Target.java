package io.staithe.loadtest;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.http.HttpProtocolBuilder;
import io.gatling.javaapi.http.HttpRequestActionBuilder;

/** The server that is loaded: any, by its address, and where it asks for one by a token. */
final class Target {
    /** Of this run: names made of it are nobody else's. */
    static final String RUN = Long.toString(System.currentTimeMillis(), 36);

    private static final String URL = System.getProperty("staithe.url", "http://127.0.0.1:8080");
    private static final String TOKEN = System.getProperty("staithe.token", System.getenv("STAITHE_TOKEN"));

    private Target() {}

    /** HTTP to it; clients share connections, as behind a proxy. */
    static HttpProtocolBuilder protocol() {
        HttpProtocolBuilder protocol = http.baseUrl(URL).shareConnections();
        return TOKEN == null ? protocol : protocol.authorizationHeader("Bearer " + TOKEN);
    }

    /** Makes a repository. */
    static HttpRequestActionBuilder createRepository(String name) {
        return json(http("create repository").post("/api/repos"))
                .body(StringBody("{\"Name\":\"" + name + "\",\"DefaultDistribution\":\"stable\"}"))
                .check(status().is(201));
    }

    /** Publishes a repository at a prefix of its own name. */
    static HttpRequestActionBuilder publish(String repository) {
        return json(http("publish").post("/api/publish/" + repository))
                .body(StringBody("{\"SourceKind\":\"local\",\"Sources\":[{\"Name\":\"" + repository + "\"}]}"))
                .check(status().is(201));
    }

    /** The address of a file of that publication. */
    static String published(String repository, String file) {
        return "/repos/-/" + repository + "/dists/stable/" + file;
    }

    private static HttpRequestActionBuilder json(HttpRequestActionBuilder request) {
        return request.header("Content-Type", "application/json");
    }
}
