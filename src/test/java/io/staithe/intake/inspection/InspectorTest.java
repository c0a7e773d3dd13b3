package io.staithe.intake.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.deb.PackageKind;
import io.staithe.fault.Broken;
import io.staithe.intake.inspection.Inspector.Limits;
import io.staithe.testkit.DebBuilder;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** {@link Inspector} ends every inspection, whatever becomes of the thread that runs it. */
final class InspectorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Scheduler threads = Schedulers.newBoundedElastic(2, 100, "inspector");
    private final Inspector inspector = new Inspector(threads, new Limits(1, 1, 1 << 20, 1 << 20));

    @AfterEach
    void stop() {
        threads.dispose();
    }

    @ParameterizedTest
    @ValueSource(classes = {OutOfMemoryError.class, StackOverflowError.class})
    void anInspectionThatExhaustsTheMachineFailsAndGivesItsPlaceBack(Class<? extends Error> kind) {
        StepVerifier.create(inspector.thorough(
                        PackageKind.DEB,
                        () -> {
                            throw kind == OutOfMemoryError.class ? new OutOfMemoryError() : new StackOverflowError();
                        },
                        1))
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOfSatisfying(
                                Broken.class,
                                broken -> assertThat(broken.code()).isEqualTo(InspectionFault.INSPECTOR_FAILED)))
                .verify(PATIENCE);
        aPackageThatIsFinePasses();
    }

    @Test
    void aPackageThatIsFinePasses() {
        byte[] deb = DebBuilder.of("hello").bytes();
        StepVerifier.create(inspector.thorough(PackageKind.DEB, () -> new ByteArrayInputStream(deb), deb.length))
                .expectNextMatches(findings -> findings.controlFault() == null && !findings.isPending())
                .expectComplete()
                .verify(PATIENCE);
    }
}
