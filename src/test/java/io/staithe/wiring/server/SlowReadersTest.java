package io.staithe.wiring.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.FileRegion;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.AbstractReferenceCounted;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SlowReadersTest {
    private static final int RATE = 1_000;
    private static final int SECONDS = 60;
    private static final int ENOUGH = RATE * SECONDS;
    private static final int LARGE = 100 * ENOUGH;

    private final AtomicInteger cut = new AtomicInteger();
    private final Client client = new Client(
            new SlowReaders(new SlowReaders.Limits(RATE, Duration.ofSeconds(SECONDS)), cut::incrementAndGet));

    @BeforeEach
    void holdTheClock() {
        client.freezeTime();
    }

    @AfterEach
    void release() {
        client.finishAndReleaseAll();
    }

    @Test
    void whoeverTakesNothingIsCutOff() {
        answers(LARGE);
        passes(SECONDS - 1);
        assertThat(client.isOpen()).isTrue();
        passes(1);
        assertCutOff();
    }

    @Test
    void aByteNowAndThenDoesNotHelp() {
        answers(LARGE);
        for (int second = 0; second < SECONDS; second++) {
            client.takes(RATE - 1);
            passes(1);
        }
        assertCutOff();
    }

    @Test
    void aClientAtTheRateIsServedForAsLongAsItTakes() {
        answers(LARGE);
        for (int second = 0; second < 3 * SECONDS; second++) {
            client.takes(RATE);
            passes(1);
        }
        assertThat(client.isOpen()).isTrue();
        passes(2 * SECONDS);
        assertCutOff();
    }

    @Test
    void aFileThatIsSentWithoutCopyingCountsAsItGoes() {
        client.writeOneOutbound(new Region());
        client.flushOutbound();
        for (int second = 0; second < 2 * SECONDS; second++) {
            client.takes(RATE);
            passes(1);
        }
        assertThat(client.isOpen()).isTrue();
        passes(2 * SECONDS);
        assertCutOff();
    }

    @Test
    void timeInWhichNothingWaitsIsNotTheClients() {
        for (int message = 0; message < 10; message++) {
            answers(1);
            client.takes(1);
            passes(2 * SECONDS);
        }
        answers(ENOUGH);
        passes(SECONDS / 2);
        client.takes(ENOUGH);
        passes(2 * SECONDS);
        assertThat(client.isOpen()).isTrue();
    }

    @Test
    void takingAllOfItOnceInAWhileDoesNotHelp() {
        for (int turn = 0; turn < 4 && client.isOpen(); turn++) {
            answers(100);
            passes(SECONDS / 2);
            client.takes(100);
        }
        assertCutOff();
    }

    private void assertCutOff() {
        assertThat(client.isOpen()).isFalse();
        assertThat(cut).hasValue(1);
    }

    private void answers(int bytes) {
        client.takes(0);
        client.writeOneOutbound(Unpooled.buffer(bytes).writeZero(bytes));
        client.flushOutbound();
    }

    private void passes(long seconds) {
        for (int second = 0; second < seconds; second++) {
            client.advanceTimeBy(1, TimeUnit.SECONDS);
            client.runScheduledPendingTasks();
        }
    }

    /** Takes what it says, and no more. */
    private static final class Client extends EmbeddedChannel {
        private long wanted;

        Client(ChannelHandler handler) {
            super(handler);
        }

        void takes(long bytes) {
            wanted = bytes;
            flush();
            wanted = 0;
        }

        @Override
        protected void doWrite(ChannelOutboundBuffer buffer) {
            if (buffer.current() instanceof Region region) {
                region.transferred += wanted;
            } else if (buffer.current() instanceof ByteBuf bytes && wanted < bytes.readableBytes()) {
                bytes.skipBytes((int) wanted);
            } else {
                buffer.remove();
            }
        }
    }

    /** A file that is sent by the system. */
    private static final class Region extends AbstractReferenceCounted implements FileRegion {
        private long transferred;

        @Override
        public long position() {
            return 0;
        }

        @Override
        public long transferred() {
            return transferred;
        }

        @Override
        @Deprecated
        public long transfered() {
            return transferred;
        }

        @Override
        public long count() {
            return LARGE;
        }

        @Override
        public long transferTo(WritableByteChannel target, long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileRegion retain() {
            super.retain();
            return this;
        }

        @Override
        public FileRegion retain(int increment) {
            super.retain(increment);
            return this;
        }

        @Override
        public FileRegion touch() {
            return this;
        }

        @Override
        public FileRegion touch(Object hint) {
            return this;
        }

        @Override
        protected void deallocate() {}
    }
}
