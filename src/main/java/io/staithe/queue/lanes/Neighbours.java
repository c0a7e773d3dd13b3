package io.staithe.queue.lanes;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.staithe.observe.Meters;
import io.staithe.queue.Announcements;
import io.staithe.queue.Instance;
import io.staithe.queue.Notices;
import io.staithe.queue.Settled;
import io.staithe.queue.TaskId;
import io.staithe.queue.lanes.Notice.Word;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * Tells the other instances what was settled here and which lanes are free, and this one what they tell; ADR 0045.
 *
 * <p>What is to be told is collected while a notice is on its way, and told to nobody where nobody else was heard. An
 * instance hears itself: so it knows that notices come through now, whatever stands between it and the database, and
 * says so to those who would look for themselves. Threads: any.
 */
public final class Neighbours {
    private static final Logger LOG = LoggerFactory.getLogger(Neighbours.class);
    private static final int BEATS_UNHEARD = 3;
    /** Between two givings, in which more is collected. */
    private static final Duration GAP = Duration.ofMillis(5);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final Notices notices;
    private final Announcements announcements;
    private final Duration beat;
    private final Counter given;
    private final Counter heard;
    private final Bell bell = new Bell("neighbours", this::giveCollected);
    private final Queue<TaskId> settled = new ConcurrentLinkedQueue<>();
    private final Queue<String> words = new ConcurrentLinkedQueue<>();
    private final Map<String, Long> heardAt = new ConcurrentHashMap<>();
    private final AtomicReference<Notices.@Nullable Line> line = new AtomicReference<>();
    private final Disposable.Swap listening = Disposables.swap();
    private volatile String self = "";

    /** Neighbours whose notices become announcements, and who show themselves every {@code beat}. */
    public Neighbours(Notices notices, Announcements announcements, Duration beat, MeterRegistry meters) {
        this.notices = notices;
        this.announcements = announcements;
        this.beat = beat;
        this.given = Meters.NOTICES.counter(meters, "direction", "given");
        this.heard = Meters.NOTICES.counter(meters, "direction", "heard");
        Meters.NEIGHBOURS.gauge(meters, this::others);
        announcements.onSettled(this::settled);
        announcements.onFreed(() -> tell(Word.FREED));
        announcements.hearsOthersWhile(() -> isHeard(self));
    }

    /** Begins to tell and to listen, as this start of an instance, trying until the database answers. */
    public void begin(Instance instance) {
        self = Notice.sender(instance);
        listening.update(Disposables.composite(
                Flux.usingWhen(notices.open(), this::listened, this::closed)
                        .retryWhen(Retry.backoff(Long.MAX_VALUE, FIRST_PAUSE)
                                .maxBackoff(LONGEST_PAUSE)
                                .transientErrors(true)
                                .doBeforeRetry(this::lost))
                        .subscribe(),
                Pulse.every(beat, "neighbours", () -> Mono.fromRunnable(() -> tell(Word.HERE)))));
    }

    /** Tells that this start is over, and ends. Never an error. */
    public Mono<Void> end() {
        return Mono.defer(() -> {
                    Notices.Line open = line.get();
                    return open == null ? Mono.empty() : open.give(List.of(Notice.of(self, Word.GONE)));
                })
                .timeout(beat)
                .onErrorComplete()
                .doFinally(end -> listening.update(Disposables.disposed()));
    }

    /** How many others were heard lately. */
    int others() {
        return (int) heardAt.keySet().stream()
                .filter(sender -> !sender.equals(self) && isHeard(sender))
                .count();
    }

    private boolean isHeard(String sender) {
        Long at = heardAt.get(sender);
        return at != null && now() - at < BEATS_UNHEARD * beat.toNanos();
    }

    /** A line on which it does not hear itself any more is given up. */
    private Flux<String> listened(Notices.Line opened) {
        return opened.heard()
                .doOnSubscribe(begun -> {
                    line.set(opened);
                    tell(Word.HERE);
                })
                .filter(this::isOwn)
                .timeout(beat.multipliedBy(BEATS_UNHEARD));
    }

    private boolean isOwn(String text) {
        heard.increment();
        Optional<Notice> notice = Notice.read(text);
        notice.ifPresent(this::heard);
        return notice.filter(known -> known.sender().equals(self)).isPresent();
    }

    private Mono<Void> closed(Notices.Line lost) {
        return Mono.defer(() -> {
            line.compareAndSet(lost, null);
            heardAt.clear();
            return lost.close();
        });
    }

    private void lost(Retry.RetrySignal signal) {
        if (signal.totalRetriesInARow() == 0) {
            LOG.warn("event=notices.lost reason={}", signal.failure().toString());
        }
    }

    private void heard(Notice notice) {
        boolean isNew = notice.word() == Word.GONE
                ? heardAt.remove(notice.sender()) != null
                : heardAt.put(notice.sender(), now()) == null;
        if (notice.sender().equals(self)) {
            if (isNew) {
                LOG.info("event=notices.heard self={}", self);
            }
            return;
        }
        switch (notice.word()) {
            case HERE -> {
                if (isNew) {
                    tell(Word.HERE);
                }
            }
            case SETTLED -> announcements.settledElsewhere(notice.tasks());
            case FREED, GONE -> announcements.freedElsewhere();
        }
        heardAt.keySet().removeIf(sender -> !isHeard(sender));
    }

    private void settled(List<Settled> tasks) {
        if (line.get() != null && others() > 0) {
            tasks.forEach(each -> settled.add(each.task().id()));
            bell.ring();
        }
    }

    private void tell(Word word) {
        if (line.get() != null) {
            words.add(Notice.of(self, word));
            bell.ring();
        }
    }

    private Mono<Void> giveCollected() {
        return Mono.defer(() -> {
            List<String> texts = collected();
            Notices.Line open = line.get();
            if (texts.isEmpty() || open == null) {
                return Mono.empty();
            }
            given.increment(texts.size());
            return open.give(texts).then(Mono.delay(GAP)).then();
        });
    }

    private List<String> collected() {
        List<TaskId> ids = new ArrayList<>();
        for (TaskId id = settled.poll(); id != null; id = settled.poll()) {
            ids.add(id);
        }
        List<String> texts = new ArrayList<>(Notice.settled(self, ids));
        for (String word = words.poll(); word != null; word = words.poll()) {
            if (!texts.contains(word)) {
                texts.add(word);
            }
        }
        return texts;
    }

    private static long now() {
        return Schedulers.parallel().now(TimeUnit.NANOSECONDS);
    }
}
