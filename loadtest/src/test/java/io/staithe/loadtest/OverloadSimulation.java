package io.staithe.loadtest;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.Simulation;

/**
 * Overload: more clients at once than the server has places for (start it with {@code
 * --staithe.intake.max-open-uploads=50} to see it with few). Who is refused is told how long to wait, waits, and gets
 * in; nothing that was acknowledged is lost, and nothing fails otherwise.
 *
 * <p>Properties: {@code overload.clients}, {@code overload.bytes}.
 */
public final class OverloadSimulation extends Simulation {
    private static final int CLIENTS = Integer.getInteger("overload.clients", 2_000);
    private static final int BYTES = Integer.getInteger("overload.bytes", 200_000);
    private static final String REPOSITORY = "overload-" + Target.RUN;

    {
        Uploads uploads = new Uploads(REPOSITORY);
        setUp(scenario("prepare")
                        .exec(Target.createRepository(REPOSITORY))
                        .injectOpen(atOnceUsers(1))
                        .andThen(scenario("overload")
                                .exec(uploads.untilTaken(BYTES))
                                .injectOpen(atOnceUsers(CLIENTS)))
                        .andThen(scenario("verify").exec(uploads.listed()).injectOpen(atOnceUsers(1))))
                .protocols(Target.protocol())
                .assertions(
                        global().failedRequests().count().is(0L),
                        global().successfulRequests().count().gte(2L + CLIENTS));
    }
}
