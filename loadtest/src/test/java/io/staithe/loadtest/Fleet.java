package io.staithe.loadtest;

import static io.gatling.javaapi.core.CoreDsl.bodyBytes;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.regex;
import static io.gatling.javaapi.http.HttpDsl.header;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What machines with {@code apt} ask: InRelease, again with what they know of it, an index by its hash, a package. */
final class Fleet {
    private static final String INDEX = "main/binary-amd64/Packages.gz";

    private final String repository;

    Fleet(String repository) {
        this.repository = repository;
    }

    /** One {@code apt-get update} from nothing, and {@code install}. */
    ChainBuilder updateAndInstall() {
        return exec(http("apt: InRelease")
                        .get(Target.published(repository, "InRelease"))
                        .check(status().is(200))
                        .check(header("Last-Modified").saveAs("modified"))
                        .check(regex("(?m)^ ([0-9a-f]{64}) +[0-9]+ " + INDEX + "$").saveAs("hash")))
                .exitHereIfFailed()
                .exec(http("apt: index by hash")
                        .get(Target.published(repository, "main/binary-amd64/by-hash/SHA256/#{hash}"))
                        .check(status().is(200))
                        .check(bodyBytes().transform(Fleet::sha256).isEL("#{hash}")))
                .exec(http("apt: index")
                        .get(Target.published(repository, "main/binary-amd64/Packages"))
                        .check(status().is(200))
                        .check(regex("(?m)^Filename: (.*)$").findRandom().saveAs("file")))
                .exitHereIfFailed()
                .exec(http("apt: package")
                        .get("/repos/-/" + repository + "/#{file}")
                        .check(status().is(200)));
    }

    /** One {@code apt-get update} of a machine that knows the archive; it may have changed meanwhile. */
    ChainBuilder updateAgain() {
        return exec(http("apt: InRelease again")
                .get(Target.published(repository, "InRelease"))
                .header("If-Modified-Since", "#{modified}")
                .check(status().in(200, 304)));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
