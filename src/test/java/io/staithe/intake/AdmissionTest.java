package io.staithe.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.access.Caller;
import io.staithe.fault.Exhausted;
import io.staithe.fault.Fault;
import io.staithe.intake.Admission.Place;
import io.staithe.observe.Departures;
import io.staithe.pool.BodyLimits;
import io.staithe.pool.Pool;
import io.staithe.testkit.Bodies;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Who gets in, who has to come again, and when. */
final class AdmissionTest {
    private static final long LARGE = 10_000;
    private static final long SMALL = 100;
    private static final Duration UNKNOWN = Duration.ofSeconds(7);
    private static final Caller CI = Caller.trusted("ci");
    private static final Caller OTHER = Caller.trusted("other");

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<Place> taken = new ArrayList<>();
    private final Bodies bodies = new Bodies();
    private long free = 1_000_000;
    private long now;

    @Test
    void aCallerAtItsOwnBoundIsTheOnlyOneThatHasToWait() {
        Admission admission = admission(new UploadLimits.Places(8, 2, 0, 0));
        take(admission, CI, SMALL, 2);
        assertThat(refused(admission, CI, SMALL).code()).isEqualTo(IntakeFault.CALLER_HAS_TOO_MANY);
        take(admission, OTHER, SMALL, 2);
        assertThat(refused(admission, OTHER, SMALL).code()).isEqualTo(IntakeFault.CALLER_HAS_TOO_MANY);
        taken.get(0).release();
        take(admission, CI, SMALL, 1);
    }

    @Test
    void largeUploadsLeavePlacesForSmallOnes() {
        Admission admission = admission(new UploadLimits.Places(8, 100, 2, SMALL));
        take(admission, CI, LARGE, 6);
        assertThat(refused(admission, CI, LARGE).code()).isEqualTo(IntakeFault.TOO_MANY_UPLOADS);
        assertThat(refused(admission, CI, SMALL + 1).code()).isEqualTo(IntakeFault.TOO_MANY_UPLOADS);
        take(admission, CI, SMALL, 2);
        assertThat(refused(admission, CI, SMALL).code()).isEqualTo(IntakeFault.TOO_MANY_UPLOADS);
    }

    @Test
    void smallUploadsMayHaveAllPlaces() {
        Admission admission = admission(new UploadLimits.Places(8, 100, 2, SMALL));
        take(admission, CI, SMALL, 8);
        assertThat(admission.open()).isEqualTo(8);
    }

    @Test
    void aPieceOfALargeUploadIsLarge() {
        Admission admission = admission(new UploadLimits.Places(4, 4, 3, SMALL));
        taken.add(value(admission.admit(CI, SMALL, LARGE)));
        assertThat(fault(admission.admit(CI, SMALL, LARGE)).code()).isEqualTo(IntakeFault.TOO_MANY_UPLOADS);
        taken.add(value(admission.admit(CI, SMALL, SMALL)));
    }

    @Test
    void largeUploadsLeaveRoomOnTheDiskForSmallOnes() {
        free = 5_000 + 2 * LARGE;
        Admission admission = admission(new UploadLimits.Places(100, 100, 0, SMALL), 2_000);
        take(admission, CI, LARGE, 2);
        assertThat(refused(admission, CI, 1_001).code()).isEqualTo(IntakeFault.DISK_SHORT);
        take(admission, CI, SMALL, 30);
        assertThat(refused(admission, CI, SMALL).code()).isEqualTo(IntakeFault.DISK_SHORT);
    }

    @Test
    void bytesAreSetAsideUntilTheyCome() {
        free = 1_000;
        Admission admission = admission(UploadLimits.Places.of(9));
        Place place = value(admission.admit(CI, OptionalLong.of(900)));
        assertThat(refused(admission, CI, 200).code()).isEqualTo(IntakeFault.DISK_SHORT);
        place.counted(bodies.of(new byte[500], 100))
                .doOnNext(DataBufferUtils::release)
                .blockLast();
        take(admission, CI, 500, 1);
        place.release();
        take(admission, CI, 500, 1);
        assertThat(bodies.leaked()).isEmpty();
    }

    @Test
    void aBodyOfUnknownLengthSetsRoomAsideAndIsLarge() {
        free = 100 << 20;
        Admission admission = admission(new UploadLimits.Places(4, 4, 3, SMALL));
        taken.add(value(admission.admit(CI, OptionalLong.empty())));
        assertThat(fault(admission.admit(CI, OptionalLong.empty())).code()).isEqualTo(IntakeFault.TOO_MANY_UPLOADS);
        assertThat(refused(admission, CI, 50 << 20).code()).isEqualTo(IntakeFault.TOO_MANY_UPLOADS);
        assertThat(fault(admission.room(50 << 20)).code()).isEqualTo(IntakeFault.DISK_SHORT);
    }

    @Test
    void roomForBytesThatNobodySendsTakesNoPlace() {
        free = 1_000;
        Admission admission = admission(UploadLimits.Places.of(1));
        Place room = value(admission.room(900));
        assertThat(admission.open()).isZero();
        assertThat(refused(admission, CI, 200).code()).isEqualTo(IntakeFault.DISK_SHORT);
        room.release();
        room.release();
        take(admission, CI, 200, 1);
    }

    @Test
    void whoIsTurnedAwayIsToldTheRateAtWhichUploadsEnd() {
        Admission admission = admission(new UploadLimits.Places(4, 2, 0, 0));
        for (Caller caller : List.of(CI, OTHER, CI, OTHER)) {
            take(admission, caller, SMALL, 1);
        }
        Caller third = Caller.trusted("third");
        assertThat(refused(admission, third, SMALL).retryAfter()).isEqualTo(UNKNOWN);
        for (int second = 0; second < 12; second += 2) {
            taken.remove(0).release();
            now += Duration.ofSeconds(2).toNanos();
            take(admission, second % 4 == 0 ? CI : OTHER, SMALL, 1);
        }
        assertThat(refused(admission, third, SMALL).retryAfter()).isBetween(seconds(1.5), seconds(2.5));
        assertThat(refused(admission, third, SMALL).retryAfter()).isBetween(seconds(3), seconds(5));
        assertThat(refused(admission, CI, SMALL).retryAfter())
                .as("half of the places are its own")
                .isBetween(seconds(3), seconds(5));
    }

    @Test
    void aLargeUploadThatIsTurnedAwayIsToldTheRateOfLargeOnes() {
        Admission admission = admission(new UploadLimits.Places(4, 100, 2, SMALL));
        take(admission, CI, LARGE, 2);
        for (int second = 0; second < 20; second++) {
            take(admission, CI, SMALL, 1);
            taken.remove(taken.size() - 1).release();
            now += Duration.ofSeconds(1).toNanos();
        }
        assertThat(refused(admission, CI, LARGE).retryAfter()).isEqualTo(UNKNOWN);
        taken.remove(0).release();
        now += Duration.ofSeconds(10).toNanos();
        take(admission, CI, LARGE, 1);
        taken.remove(0).release();
        take(admission, CI, LARGE, 1);
        assertThat(refused(admission, CI, LARGE).retryAfter()).isBetween(seconds(4.5), seconds(5.5));
        take(admission, CI, SMALL, 2);
        assertThat(refused(admission, CI, SMALL).retryAfter()).isBetween(seconds(1), seconds(2));
    }

    @Test
    void aRefusalNamesWhatIsShortHowMuchAndTheSetting() {
        Admission admission = admission(new UploadLimits.Places(4, 3, 2, SMALL), 2_000);
        take(admission, CI, LARGE, 2);
        assertThat(refused(admission, OTHER, LARGE).getMessage())
                .contains("2 uploads of more than 100 bytes", "staithe.intake.small-upload-size", "other 2 places");
        take(admission, CI, SMALL, 1);
        assertThat(refused(admission, CI, SMALL).getMessage())
                .contains("'ci' has 3 open uploads", "staithe.intake.max-open-uploads-per-caller");
        take(admission, OTHER, SMALL, 1);
        assertThat(refused(admission, OTHER, SMALL).getMessage())
                .contains("4 uploads are open", "staithe.intake.max-open-uploads,", "staithe.pool.buffer-memory");
        taken.forEach(Place::release);
        assertThat(refused(admission, CI, free).getMessage())
                .contains(free + " free ones", "2000 stay free (staithe.intake.min-free-disk)");
        assertThat(fault(admission.admit(CI, OptionalLong.of(1L << 41))).getMessage())
                .contains("2199023255552 bytes", "staithe.intake.max-upload-size");
    }

    @Test
    void aCallerBringsSoManyUploadsInAMinute() {
        Admission admission = admission(UploadLimits.Places.of(8), 0, new UploadLimits.Allowance(4, 0));
        take(admission, CI, SMALL, 4);
        Exhausted refused = refused(admission, CI, SMALL);
        assertThat(refused.code()).isEqualTo(IntakeFault.CALLER_OVER_RATE);
        assertThat(refused).hasMessageContaining("'ci' may bring 4 uploads in a minute");
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(15));
        take(admission, OTHER, SMALL, 1);
        now = Duration.ofSeconds(15).toNanos();
        take(admission, CI, SMALL, 1);
        assertThat(refused(admission, CI, SMALL).code()).isEqualTo(IntakeFault.CALLER_OVER_RATE);
    }

    @Test
    void aCallerBringsSoManyBytesInADayAndThoseThatDidNotComeAreGivenBack() {
        Admission admission = admission(UploadLimits.Places.of(8), 0, new UploadLimits.Allowance(0, 2 * LARGE));
        take(admission, CI, LARGE, 2);
        Exhausted refused = refused(admission, CI, SMALL);
        assertThat(refused.code()).isEqualTo(IntakeFault.CALLER_OVER_BYTES);
        assertThat(refused).hasMessageContaining("of which 0 are left; the upload has " + SMALL);
        assertThat(refused.retryAfter())
                .isEqualTo(Duration.ofDays(1).multipliedBy(SMALL).dividedBy(2 * LARGE));
        taken.get(0).release();
        take(admission, CI, LARGE, 1);
        now = Duration.ofHours(12).toNanos();
        take(admission, CI, LARGE, 1);
        assertThat(refused(admission, CI, SMALL).code()).isEqualTo(IntakeFault.CALLER_OVER_BYTES);
    }

    @Test
    void whatComesWithoutALengthIsCountedWhenItCame() {
        free = 1L << 40;
        Admission admission = admission(UploadLimits.Places.of(8), 0, new UploadLimits.Allowance(0, 200L << 20));
        Place place =
                Objects.requireNonNull(admission.admit(CI, OptionalLong.empty()).block(PATIENCE));
        StepVerifier.create(place.counted(bodies.of(new byte[1 << 20], 1 << 16)).doOnNext(DataBufferUtils::release))
                .expectNextCount(16)
                .expectComplete()
                .verify(PATIENCE);
        place.release();
        assertThat(refused(admission, CI, 200L << 20)).hasMessageContaining((199L << 20) + " are left");
        take(admission, CI, 199L << 20, 1);
    }

    private Admission admission(UploadLimits.Places places) {
        return admission(places, 0);
    }

    private Admission admission(UploadLimits.Places places, long minFree) {
        return admission(places, minFree, UploadLimits.Allowance.NONE);
    }

    private Admission admission(UploadLimits.Places places, long minFree, UploadLimits.Allowance allowance) {
        Departures.Bounds bounds = new Departures.Bounds(UNKNOWN, Duration.ofMinutes(1));
        BodyLimits body = new BodyLimits(1L << 40, Duration.ofSeconds(1), 0, Duration.ofSeconds(1));
        return new Admission(
                pool(), new UploadLimits(body, places, 1, minFree, Duration.ofHours(1), bounds, allowance), () -> now);
    }

    /** A pool of which nothing is asked but how much is free. */
    private Pool pool() {
        return (Pool) Proxy.newProxyInstance(
                Pool.class.getClassLoader(), new Class<?>[] {Pool.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("freeBytes");
                    return Mono.fromSupplier(() -> free);
                });
    }

    private void take(Admission admission, Caller caller, long bytes, int times) {
        for (int n = 0; n < times; n++) {
            taken.add(value(admission.admit(caller, OptionalLong.of(bytes))));
        }
    }

    private static Exhausted refused(Admission admission, Caller caller, long bytes) {
        return (Exhausted) fault(admission.admit(caller, OptionalLong.of(bytes)));
    }

    private static Fault fault(Mono<Place> place) {
        return (Fault) value(place.map(unexpected -> (Throwable) new AssertionError("it got a place"))
                .onErrorResume(Mono::just));
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis((long) (seconds * 1000));
    }

    private static <T> T value(Mono<T> mono) {
        return Objects.requireNonNull(mono.block(Duration.ofSeconds(5)));
    }
}
