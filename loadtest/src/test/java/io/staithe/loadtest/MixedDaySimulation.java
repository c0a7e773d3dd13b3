package io.staithe.loadtest;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.repeat;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Simulation;
import java.time.Duration;

/**
 * A mixed day in minutes: jobs bring packages on both faces, now and then a large one; the publication is updated;
 * machines update and install; somebody asks the repository. Also the soak, as {@code -Dsimulation=Soak}.
 *
 * <p>Properties: {@code day.minutes}, {@code day.jobs} a second of each face, {@code day.machines} a second,
 * {@code day.large-bytes} of the packages that come each half minute.
 */
public class MixedDaySimulation extends Simulation {
    private static final double JOBS = Double.parseDouble(System.getProperty("day.jobs", "2"));
    private static final double MACHINES = Double.parseDouble(System.getProperty("day.machines", "5"));
    private static final long LARGE_BYTES = Long.getLong("day.large-bytes", 0L);
    private static final int BYTES = 50_000;

    /** A day of so many minutes, unless {@code day.minutes} says otherwise. */
    protected MixedDaySimulation(String name, int minutes) {
        String repository = name + "-" + Target.RUN;
        Duration day = Duration.ofMinutes(Long.getLong("day.minutes", minutes));
        Uploads uploads = new Uploads(repository);
        Fleet fleet = new Fleet(repository);
        setUp(scenario("prepare")
                        .exec(Target.createRepository(repository))
                        .exec(repeat(5).on(uploads.byOneCall(BYTES)))
                        .exec(exec(Target.publish(repository)))
                        .injectOpen(atOnceUsers(1))
                        .andThen(
                                scenario("aptly").exec(uploads.byAptly(BYTES)).injectOpen(constantUsersPerSec(JOBS).during(day)),
                                scenario("v1").exec(uploads.byOneCall(BYTES)).injectOpen(constantUsersPerSec(JOBS).during(day)),
                                scenario("large")
                                        .exec(uploads.largeByOneCall(LARGE_BYTES))
                                        .injectOpen(constantUsersPerSec(LARGE_BYTES > 0 ? 1 / 30.0 : 0).during(day)),
                                scenario("publisher").exec(update(repository)).injectOpen(constantUsersPerSec(0.5).during(day)),
                                scenario("questions").exec(question(repository)).injectOpen(constantUsersPerSec(1).during(day)),
                                scenario("machines")
                                        .exec(fleet.updateAndInstall(), fleet.updateAgain())
                                        .injectOpen(constantUsersPerSec(MACHINES).during(day)))
                        .andThen(scenario("verify")
                                .exec(uploads.listed(), update(repository), uploads.published())
                                .injectOpen(atOnceUsers(1))))
                .protocols(Target.protocol())
                .assertions(global().failedRequests().count().is(0L));
    }

    /** Two minutes. */
    public MixedDaySimulation() {
        this("day", 2);
    }

    private static ChainBuilder update(String repository) {
        return exec(http("publish again")
                .put("/api/publish/" + repository + "/stable")
                .header("Content-Type", "application/json")
                .body(StringBody("{}"))
                .requestTimeout(Duration.ofMinutes(5))
                .check(status().is(200)));
    }

    private static ChainBuilder question(String repository) {
        return exec(http("query")
                .get("/api/repos/" + repository + "/packages")
                .queryParam("q", "Name (% *-1*), $Architecture (amd64)")
                .check(status().is(200)));
    }
}
