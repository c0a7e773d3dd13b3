package io.staithe.pool.file;

import io.staithe.fault.Exhausted;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.pool.BodyLimits;
import io.staithe.pool.Digests;
import io.staithe.pool.PoolFault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * One body on its way into a spool file: bytes are copied from network buffers into pages, and chunks of pages go to
 * a lane for the file and one for each group of digests.
 *
 * <p>Invariants: a network buffer is released by the call that took it, or is the one that is {@code parked}; a body
 * is asked for more only while it holds less than its share of the pages; every page goes back when the last lane has
 * read its chunk. The monitor of this object guards its state and is held for copying and bookkeeping only; signals are
 * sent outside of it, by the thread that brought the news.
 */
final class Spooling implements PaceWatch.Watched {
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Runnable NOTHING = () -> {};
    /** Turns of a lane on one thread: handing each to another one would cost a wake-up. */
    private static final int TURNS = 16;

    private final Workshop workshop;
    private final SpoolFile file;
    private final Pace pace;
    private final Loan loan;
    private final Flow flow = new Flow();

    private List<Lane> lanes = List.of();
    private @Nullable Chunk filling;
    private @Nullable DataBuffer parked;
    private @Nullable MonoSink<Digests> alarm;
    private @Nullable MonoSink<Void> resumes;
    private @Nullable MonoSink<Digests> ends;
    private @Nullable MonoSink<Void> abandons;
    private @Nullable Fault failure;
    private @Nullable Digests finished;
    private boolean hurries;
    private boolean closing;
    private boolean abandoned;

    /** Takes a place in memory; raises {@link PoolFault#NO_BUFFERS} where there is none. */
    Spooling(Workshop workshop, SpoolFile file, BodyLimits limits) {
        this.workshop = workshop;
        this.file = file;
        this.pace = new Pace(limits, now());
        this.loan = new Loan(workshop.pages());
        workshop.watch().add(this);
    }

    /**
     * Reads a body to its end. Emits once the file is written and closed; {@link #abandon} after an error or cancel.
     *
     * <p>An alarm cancels the body from another thread, so that a buffer on its way is discarded: an error beside it
     * ({@code takeUntilOther}) would drop the buffer without a release.
     */
    Mono<Digests> read(Flux<DataBuffer> body) {
        Mono<Digests> reading = body.concatMap(this::take, 0)
                .doOnDiscard(DataBuffer.class, DataBufferUtils::release)
                .then(Mono.create(sink -> lastChunk(sink).run()));
        return Mono.firstWithSignal(Mono.create(this::listen), reading);
    }

    /** Gives every buffer back and deletes the file; completes after both, whatever happens on the way. */
    Mono<Void> abandon() {
        return Mono.create(sink -> beginAbandoning(sink).run());
    }

    /** Whether the body's sender, who is not made to wait, has been silent for so long. */
    synchronized boolean isSilentFor(Duration time) {
        return pace.isSilentFor(time, now());
    }

    /** Ends the reading with a fault, whatever the body waits for; nothing happens where it has ended. */
    void interrupt(Fault fault) {
        ring(fault).run();
    }

    /**
     * Writes and hashes what came of a body that ended, failed or was cancelled, and closes the file. Emits once that
     * is done; after an error {@link #abandon}.
     */
    Mono<Digests> windUp() {
        return Mono.create(sink -> beginWindingUp(sink).run());
    }

    private synchronized Runnable beginWindingUp(MonoSink<Digests> sink) {
        Digests done = finished;
        if (done != null) {
            return () -> sink.success(done);
        }
        DataBufferUtils.release(parked);
        parked = null;
        resumes = null;
        return lastChunk(sink);
    }

    @Override
    public void checkPace() {
        brokenPace().run();
    }

    private synchronized Runnable brokenPace() {
        try {
            pace.check(now());
            return NOTHING;
        } catch (Refused tooSlow) {
            return ring(tooSlow);
        }
    }

    private synchronized void listen(MonoSink<Digests> sink) {
        alarm = sink;
    }

    /** Ends the reading of the body at once, whatever it waits for. */
    private synchronized Runnable ring(Fault fault) {
        MonoSink<Digests> sink = alarm;
        alarm = null;
        return sink == null ? NOTHING : () -> sink.error(fault);
    }

    private Mono<Void> take(DataBuffer buffer) {
        try {
            return accept(buffer)
                    ? Mono.empty()
                    : Mono.create(sink -> resumeLater(sink).run());
        } catch (Fault refused) {
            DataBufferUtils.release(buffer);
            return Mono.error(refused);
        }
    }

    private synchronized boolean accept(DataBuffer buffer) {
        pace.received(buffer.readableByteCount(), now());
        if (failure != null) {
            throw failure;
        }
        if (abandoned || ends != null || finished != null) {
            DataBufferUtils.release(buffer);
            return true;
        }
        parked = buffer;
        return pour();
    }

    private synchronized Runnable resumeLater(MonoSink<Void> sink) {
        if (parked == null) {
            return sink::success;
        }
        resumes = sink;
        return settle();
    }

    /** Copies from the parked buffer while there is room; true when nothing of it is left. */
    private boolean pour() {
        DataBuffer buffer = parked;
        while (buffer != null && buffer.readableByteCount() > 0) {
            ByteBuffer page = room();
            if (page == null) {
                pace.waitsForUs(now());
                hurry();
                return false;
            }
            int length = Math.min(page.remaining(), buffer.readableByteCount());
            buffer.toByteBuffer(buffer.readPosition(), page, page.position(), length);
            page.position(page.position() + length);
            buffer.readPosition(buffer.readPosition() + length);
        }
        parked = null;
        hurries = false;
        DataBufferUtils.release(buffer);
        return true;
    }

    /** The body stands still, or is at its end: all that is there is written, however little it is. */
    private void hurry() {
        hurries = true;
        if (filling != null) {
            dispatch(filling);
        }
        lanes.forEach(this::wake);
    }

    /** A page with room; null where lanes or others have to give some back first, or all a body that crawls has. */
    private @Nullable ByteBuffer room() {
        if (filling != null && !filling.isFull()) {
            return filling.last();
        }
        if (filling != null && filling.pageCount() >= loan.chunkPages()) {
            dispatch(filling);
        }
        long time = pace.sendersTime(now());
        ByteBuffer page = loan.isFull() || !loan.hasOwn() && flow.crawls(time) ? null : loan.take();
        if (page != null) {
            flow.took(time);
            filling = filling == null ? new Chunk() : filling;
            filling.add(page);
        }
        return page;
    }

    private void dispatch(Chunk chunk) {
        filling = null;
        if (lanes.isEmpty()) {
            lanes = workshop.lanes(file);
        }
        chunk.seal(lanes.size());
        for (Lane lane : lanes) {
            lane.add(chunk);
            wake(lane);
        }
    }

    private void wake(Lane lane) {
        if (!lane.isBusy() && lane.isDue(hurries)) {
            step(lane);
        }
    }

    /** Gives a lane a thread for its next chunks. */
    private void step(Lane lane) {
        try {
            lane.busy(true);
            lane.run(() -> work(lane));
        } catch (RejectedExecutionException tooMany) {
            lane.busy(false);
            failure = new Exhausted(PoolFault.NO_BUFFERS, "no thread is left to write or hash the body", RETRY);
        }
    }

    private void work(Lane lane) {
        Turn turn;
        int left = TURNS;
        do {
            left--;
            List<Chunk> chunks = next(lane);
            turn = done(lane, chunks, lane.read(chunks), left > 0);
            turn.news().run();
        } while (turn.goesOn());
    }

    private synchronized List<Chunk> next(Lane lane) {
        return lane.next();
    }

    private synchronized Turn done(Lane lane, List<Chunk> chunks, @Nullable Fault broken, boolean mayGoOn) {
        failure = failure == null ? broken : failure;
        chunks.forEach(this::leave);
        if (failure != null || abandoned) {
            dropWaiting();
        }
        boolean goesOn = lane.isDue(hurries) && mayGoOn;
        lane.busy(goesOn);
        wake(lane);
        Runnable news = settle();
        return new Turn(goesOn, closing && lane == lanes.get(0) ? this::close : news);
    }

    /** What has to be told or done after a change; to be run outside of the lock. */
    private Runnable settle() {
        if (abandoned) {
            return isQuiet() ? this::delete : NOTHING;
        }
        Fault failed = failure;
        if (failed != null) {
            MonoSink<?> waiting = resumes != null ? resumes : ends;
            resumes = null;
            ends = null;
            return waiting == null ? ring(failed) : () -> waiting.error(failed);
        }
        if (parked != null) {
            return resume();
        }
        if (ends != null && isQuiet()) {
            closing = true;
            return () -> workshop.finish(this::close);
        }
        return NOTHING;
    }

    private Runnable resume() {
        MonoSink<Void> sink = resumes;
        if (sink == null || !loan.hasRoom() || !pour()) {
            return NOTHING;
        }
        resumes = null;
        pace.goesOn(now());
        return sink::success;
    }

    private boolean isQuiet() {
        return !closing && lanes.stream().noneMatch(Lane::isBusy);
    }

    private synchronized Runnable lastChunk(MonoSink<Digests> sink) {
        if (abandoned) {
            return NOTHING;
        }
        ends = sink;
        pace.waitsForUs(now());
        Chunk last = filling;
        if (lanes.isEmpty() && failure == null) {
            lanes = last == null || last.pageCount() <= PagePool.OWN
                    ? List.of(new Lane(workshop.files(), file::appendAndHash))
                    : workshop.lanes(file);
            last = last == null ? new Chunk() : last;
        }
        filling = last;
        hurry();
        return settle();
    }

    private void close() {
        Digests digests = null;
        Fault broken = null;
        try {
            digests = file.close();
        } catch (IOException failed) {
            broken = Disk.fault(failed, "an upload");
        }
        closed(digests, broken).run();
    }

    private synchronized Runnable closed(@Nullable Digests digests, @Nullable Fault broken) {
        closing = false;
        failure = broken;
        finished = digests;
        MonoSink<Digests> sink = ends;
        if (abandoned || digests == null || sink == null) {
            return settle();
        }
        givePlaceBack();
        return () -> sink.success(digests);
    }

    private synchronized Runnable beginAbandoning(MonoSink<Void> sink) {
        abandoned = true;
        abandons = sink;
        DataBufferUtils.release(parked);
        parked = null;
        if (filling != null) {
            loan.giveBack(filling);
            filling = null;
        }
        dropWaiting();
        return settle();
    }

    private void delete() {
        workshop.finish(() -> {
            file.giveUp();
            deleted().success();
        });
    }

    private synchronized MonoSink<Void> deleted() {
        givePlaceBack();
        return Objects.requireNonNull(abandons);
    }

    private void dropWaiting() {
        for (Lane lane : lanes) {
            lane.giveUp().forEach(this::leave);
        }
    }

    private void leave(Chunk chunk) {
        if (chunk.leave()) {
            loan.giveBack(chunk);
        }
    }

    private void givePlaceBack() {
        if (loan.close()) {
            workshop.watch().remove(this);
        }
    }

    private long now() {
        return workshop.watch().nanos();
    }

    /** What a turn of a lane leads to: whether its thread goes on with the next one, and what is to be told before. */
    private record Turn(boolean goesOn, Runnable news) {}
}
