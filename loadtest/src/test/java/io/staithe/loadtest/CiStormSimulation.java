package io.staithe.loadtest;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.repeat;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Simulation;
import java.util.ArrayList;
import java.util.List;

/**
 * A CI storm: clients that bring small packages on both faces, again and again, and beside them, where that is asked for, a few that bring
 * large ones, all at once. Afterwards a last client reads the repository and its published index, and fails where an
 * acknowledged package is missing.
 *
 * <p>Properties: {@code storm.clients} of each face, {@code storm.packages} of each client, {@code storm.bytes} of each;
 * {@code storm.large} clients of each face that bring one package of {@code storm.large-bytes}.
 */
public final class CiStormSimulation extends Simulation {
    private static final int CLIENTS = Integer.getInteger("storm.clients", 32);
    private static final int PACKAGES = Integer.getInteger("storm.packages", 8);
    private static final int BYTES = Integer.getInteger("storm.bytes", 5_000);
    private static final int LARGE = Integer.getInteger("storm.large", 0);
    private static final long LARGE_BYTES = Long.getLong("storm.large-bytes", 2L << 30);
    private static final String REPOSITORY = "storm-" + Target.RUN;

    {
        Uploads uploads = new Uploads(REPOSITORY);
        List<PopulationBuilder> storm = new ArrayList<>(List.of(
                scenario("aptly").exec(repeat(PACKAGES).on(uploads.byAptly(BYTES))).injectOpen(atOnceUsers(CLIENTS)),
                scenario("v1").exec(repeat(PACKAGES).on(uploads.byOneCall(BYTES))).injectOpen(atOnceUsers(CLIENTS))));
        if (LARGE > 0) {
            storm.add(scenario("large, aptly")
                    .exec(uploads.largeByAptly(LARGE_BYTES))
                    .injectOpen(atOnceUsers(LARGE)));
            storm.add(scenario("large, v1")
                    .exec(uploads.largeByOneCall(LARGE_BYTES))
                    .injectOpen(atOnceUsers(LARGE)));
        }
        PopulationBuilder verify = scenario("verify")
                .exec(uploads.listed(), exec(Target.publish(REPOSITORY)), uploads.published())
                .injectOpen(atOnceUsers(1));
        PopulationBuilder prepare =
                scenario("prepare").exec(Target.createRepository(REPOSITORY)).injectOpen(atOnceUsers(1));
        setUp(prepare.andThen(storm).andThen(verify))
                .protocols(Target.protocol())
                .assertions(
                        global().failedRequests().count().is(0L),
                        global().successfulRequests().count().is(4L + 3L * CLIENTS * PACKAGES + 3L * LARGE));
    }
}
