package io.staithe.loadtest;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.repeat;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.Simulation;
import java.time.Duration;

/**
 * An apt fleet: machines that update from nothing, install a package, and then ask again and again whether anything is
 * new. Every index is what InRelease says.
 *
 * <p>Properties: {@code fleet.packages} in the archive, {@code fleet.bytes} of each, {@code fleet.machines},
 * {@code fleet.updates} of each, {@code fleet.seconds} over which they come.
 */
public final class AptFleetSimulation extends Simulation {
    private static final int PACKAGES = Integer.getInteger("fleet.packages", 200);
    private static final int BYTES = Integer.getInteger("fleet.bytes", 100_000);
    private static final int MACHINES = Integer.getInteger("fleet.machines", 1_000);
    private static final int UPDATES = Integer.getInteger("fleet.updates", 20);
    private static final long SECONDS = Long.getLong("fleet.seconds", 30L);
    private static final String REPOSITORY = "fleet-" + Target.RUN;

    {
        Uploads uploads = new Uploads(REPOSITORY);
        Fleet fleet = new Fleet(REPOSITORY);
        setUp(scenario("prepare")
                        .exec(Target.createRepository(REPOSITORY))
                        .exec(repeat(PACKAGES).on(uploads.byOneCall(BYTES)))
                        .exec(exec(Target.publish(REPOSITORY)), uploads.published())
                        .injectOpen(atOnceUsers(1))
                        .andThen(scenario("machines")
                                .exec(fleet.updateAndInstall(), repeat(UPDATES).on(fleet.updateAgain()))
                                .injectOpen(rampUsers(MACHINES).during(Duration.ofSeconds(SECONDS)))))
                .protocols(Target.protocol())
                .assertions(
                        global().failedRequests().count().is(0L),
                        global().successfulRequests().count().is(3L + PACKAGES + MACHINES * (4L + UPDATES)));
    }
}
