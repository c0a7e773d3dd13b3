package io.staithe.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.netty.buffer.PooledByteBufAllocator;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The guards themselves: a deliberately bad class fails, a good one does not. */
final class GuardsTest {
    private static final int TRIES = 3;

    /** Garbage is told of in no order, so that a leak may be told with the next look. */
    @Test
    void aLeakedBufferFailsTheClassThatLeaksIt() throws InterruptedException {
        assertThat(Stream.generate(() -> failuresOf(Leaking.class)).limit(TRIES))
                .anySatisfy(failures ->
                        assertThat(failures).singleElement().asString().contains("leaked ByteBuf"));
        LeakGuard.drain();
        LeakGuard.drain();
    }

    @Test
    void aBlockedEventLoopFailsTheClassEvenWhereTheErrorIsSwallowed() {
        assertThat(failuresOf(Blocking.class)).singleElement().asString().contains("blocked parallel", "Thread.sleep");
    }

    @Test
    void releasedBuffersAndWaitingTestsAreFine() {
        assertThat(failuresOf(Behaving.class)).isEmpty();
    }

    private static List<Throwable> failuresOf(Class<?> sample) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(sample))
                .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "true")
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener);
        assertThat(listener.getSummary().getTestsSucceededCount()).isOne();
        return listener.getSummary().getFailures().stream()
                .map(TestExecutionSummary.Failure::getException)
                .toList();
    }

    static final class Leaking {
        @Test
        void forgetsABuffer() {
            assertThat(PooledByteBufAllocator.DEFAULT.buffer(16).refCnt()).isOne();
        }
    }

    static final class Blocking {
        @Test
        void sleepsOnAParallelThread() {
            Mono<Integer> sleepy = Mono.fromCallable(GuardsTest::sleep)
                    .subscribeOn(Schedulers.parallel())
                    .onErrorReturn(1);
            assertThat(sleepy.block(Duration.ofSeconds(10))).isOne();
        }
    }

    static final class Behaving {
        @Test
        void releasesItsBuffer() {
            assertThat(PooledByteBufAllocator.DEFAULT.buffer(16).release()).isTrue();
        }
    }

    private static int sleep() throws InterruptedException {
        Thread.sleep(1);
        return 0;
    }
}
