package io.staithe.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The catalogue of meters; nothing else names one. Filled as features arrive: {@code staithe.<area>.<thing>}. */
public enum Meters {
    UPLOADS(Kind.COUNTER, "staithe.intake.uploads", "finished uploads by outcome"),
    UPLOADED_BYTES(Kind.COUNTER, "bytes", "staithe.intake.uploaded", "bytes of finished uploads by outcome"),
    UPLOADS_OPEN(Kind.GAUGE, "staithe.intake.uploads.open", "uploads whose body is being read"),
    UPLOAD_DURATION(Kind.TIMER, "staithe.intake.upload.duration", "from admission to the answer, by outcome"),
    BUFFERED_BYTES(
            Kind.GAUGE, "bytes", "staithe.pool.buffered", "bytes of memory in which bodies wait for disk and digests"),
    SESSIONS(Kind.COUNTER, "staithe.intake.sessions", "uploads in pieces, by event: opened taken closed ended expired"),
    SESSIONS_HELD(Kind.GAUGE, "staithe.intake.sessions.held", "uploads in pieces that this instance has in memory"),
    INSPECTIONS_WAITING(
            Kind.GAUGE, "staithe.intake.inspections.waiting", "packages whose contents are being read or wait for it"),
    TASKS_QUEUED(Kind.GAUGE, "staithe.queue.tasks.queued", "tasks that wait"),
    TASK_OLDEST_AGE(Kind.GAUGE, "seconds", "staithe.queue.oldest.age", "age of the oldest task that is not finished"),
    TASKS(Kind.COUNTER, "staithe.queue.tasks", "finished tasks by kind and outcome"),
    TASK_FAILURES(Kind.COUNTER, "staithe.queue.task.failures", "tasks that failed, by fault and whose it is"),
    TASK_DURATION(Kind.TIMER, "staithe.queue.task.duration", "from acceptance to the end, by kind"),
    LANES(Kind.GAUGE, "staithe.queue.lanes", "lanes that are awake on this instance"),
    LANES_OWNED(Kind.GAUGE, "staithe.queue.lanes.owned", "lanes that this instance owns, whose tasks no other runs"),
    TAKEOVERS(Kind.COUNTER, "staithe.queue.takeovers", "tasks taken up again from an instance that ended or lost them"),
    NEIGHBOURS(Kind.GAUGE, "staithe.queue.neighbours", "other instances that were heard lately"),
    NOTICES(Kind.COUNTER, "staithe.queue.notices", "notices between instances, by direction: given heard"),
    REVISION_RETRIES(
            Kind.COUNTER, "staithe.catalog.revision.retries", "conditional updates of a repository that lost a race"),
    RECEIPTS(Kind.COUNTER, "staithe.library.receipts", "receipts that were signed"),
    KNOWN_BYTES(Kind.COUNTER, "staithe.library.known", "files asked for by digest, by whether they are here"),
    POLICY_REFUSALS(Kind.COUNTER, "staithe.policies.refusals", "packages that broke a policy, by rule"),
    HOOK_DURATION(Kind.TIMER, "staithe.policies.hook.duration", "answers of hooks, by outcome: allowed refused failed"),
    INCOMING(Kind.COUNTER, "staithe.library.incoming", "uploads by a .changes file that dput sent, by outcome"),
    REVISION_WATCHERS(
            Kind.GAUGE, "staithe.library.watchers", "clients that wait for the next revision of a repository"),
    REPOSITORY_PACKAGES(Kind.GAUGE, "staithe.catalog.packages", "packages in a repository"),
    PUBLISH_DURATION(
            Kind.TIMER,
            "staithe.publish.duration",
            "phases of a publish: read claim render contents stage sign switch link"),
    PUBLISH_LAG(
            Kind.TIMER, "staithe.publish.lag", "from a change of a repository to the first generation that shows it"),
    PUBLISH_BEHIND(
            Kind.GAUGE,
            "seconds",
            "staithe.publish.behind",
            "age of the oldest change that a publication of itself does not show"),
    PUBLISH_VALIDITY(
            Kind.GAUGE,
            "seconds",
            "staithe.publish.validity",
            "until the first current Release file expires; NaN for never"),
    PUBLISH_SHARDS(Kind.COUNTER, "staithe.publish.shards", "parts of indexes that publishes used again or built anew"),
    CONTENTS_MENDED(
            Kind.COUNTER,
            "staithe.publish.contents.mended",
            "Contents made from nothing as what was kept of them was wrong"),
    PUBLISHES(Kind.COUNTER, "staithe.publish.publishes", "finished publishes by outcome"),
    EVENTS(Kind.COUNTER, "staithe.events.numbered", "events that came to the feed, by type"),
    EVENTS_STREAMED(Kind.COUNTER, "staithe.events.streamed", "events sent to clients that follow the feed"),
    EVENT_STREAMS(Kind.GAUGE, "staithe.events.streams", "clients that follow the feed"),
    READ_ONLY(Kind.GAUGE, "staithe.maintenance.active", "1 while this instance refuses every change, else 0"),
    AUDITED(Kind.COUNTER, "staithe.audit.entries", "entries that came to the audit, by outcome"),
    AUDIT_LOST(Kind.COUNTER, "staithe.audit.lost", "refusals that were logged only, as too many came at once"),
    DELIVERIES(Kind.COUNTER, "staithe.webhooks.deliveries", "attempts to tell webhooks, by outcome: taken failed dead"),
    DELIVERY_OLDEST_AGE(
            Kind.GAUGE, "seconds", "staithe.webhooks.oldest.age", "age of the oldest event that a webhook waits for"),
    DEAD_LETTERS(Kind.GAUGE, "staithe.webhooks.dead", "events that webhooks did not take in time"),
    LOST_LETTERS(Kind.GAUGE, "staithe.webhooks.lost", "events that were forgotten before webhooks took them"),
    STORE_REQUESTS(
            Kind.COUNTER,
            "staithe.s3.requests",
            "requests to object stores, by store, operation and outcome: ok missing overtaken failed cancelled"),
    STORE_REQUEST_DURATION(
            Kind.TIMER, "staithe.s3.request.duration", "time that requests to object stores took, tries included"),
    STORE_BYTES(Kind.COUNTER, "bytes", "staithe.s3.transferred", "bytes sent to and received from object stores"),
    SWEPT(Kind.COUNTER, "staithe.sweep.removed", "rows, or files without rows, that a sweep removed, by kind"),
    SWEPT_BYTES(Kind.COUNTER, "bytes", "staithe.sweep.removed.size", "bytes of files that a sweep removed, by kind"),
    SWEEP_DURATION(Kind.TIMER, "staithe.sweep.duration", "time that a sweep of one kind took"),
    SWEEP_FAILURES(Kind.COUNTER, "staithe.sweep.failures", "sweeps of a kind that failed; the next one tries again"),
    VERIFIED(Kind.COUNTER, "staithe.verify.looked", "things that the verifier compared, by part"),
    VIOLATIONS(
            Kind.COUNTER,
            "staithe.verify.violations",
            "broken promises that the verifier met, by part; stays 0 where nothing is lost"),
    VERIFY_AGE(Kind.GAUGE, "seconds", "staithe.verify.age", "since the verifier had looked at all of a part, by part"),
    SCHEDULER_THREADS(Kind.GAUGE, "staithe.scheduler.threads", "threads that a scheduler may use"),
    SCHEDULER_ACTIVE(Kind.GAUGE, "staithe.scheduler.active", "threads of a scheduler that work"),
    SCHEDULER_QUEUED(Kind.GAUGE, "staithe.scheduler.queued", "jobs that wait for a thread of a scheduler"),
    DISK_FREE(Kind.GAUGE, "bytes", "staithe.disk.free", "bytes free for the server where a directory lies"),
    DISK_TOTAL(Kind.GAUGE, "bytes", "staithe.disk.total", "bytes of the file system where a directory lies"),
    CREDENTIALS_REFUSED(
            Kind.COUNTER,
            "staithe.access.refused",
            "requests with wrong credentials, by reason: malformed unknown expired revoked untrusted unruled"),
    SLOW_READERS(Kind.COUNTER, "staithe.web.slow.readers", "connections that were cut off as nobody took the answer"),
    REFUSALS(Kind.COUNTER, "staithe.web.refusals", "requests answered with a failure, by fault and whose it is");

    /** Bounds of the buckets of every timer: from a small upload to the largest, which may take an hour. */
    private static final Duration[] BUCKETS = Stream.of(
                    5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000, 1_800_000,
                    3_600_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final Kind kind;
    private final @Nullable String unit;
    private final String id;
    private final String description;

    Meters(Kind kind, String id, String description) {
        this(kind, null, id, description);
    }

    Meters(Kind kind, @Nullable String unit, String id, String description) {
        this.kind = kind;
        this.unit = unit;
        this.id = id;
        this.description = description;
    }

    /** What kind of meter it is, which decides its name in Prometheus. */
    public Kind kind() {
        return kind;
    }

    /** The dotted name. */
    public String id() {
        return id;
    }

    /** What is counted, in words. */
    public String description() {
        return description;
    }

    /** The counter of this name with closed tags, made on first use. */
    public Counter counter(MeterRegistry registry, String... tags) {
        requireKind(Kind.COUNTER);
        return Counter.builder(id)
                .description(description)
                .baseUnit(unit)
                .tags(tags)
                .register(registry);
    }

    /** The timer of this name with closed tags, made on first use. */
    public Timer timer(MeterRegistry registry, String... tags) {
        requireKind(Kind.TIMER);
        return Timer.builder(id)
                .description(description)
                .tags(tags)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    /** A gauge of this name, read at each scrape; the supplier must not block for long. */
    public void gauge(MeterRegistry registry, Supplier<Number> value, String... tags) {
        requireKind(Kind.GAUGE);
        Gauge.builder(id, value)
                .description(description)
                .baseUnit(unit)
                .tags(tags)
                .register(registry);
    }

    private void requireKind(Kind asked) {
        if (kind != asked) {
            throw new IllegalStateException(this + " is a " + kind + ", not a " + asked);
        }
    }

    /** The kinds of meters; a timer counts, sums and sorts into buckets, in seconds. */
    public enum Kind {
        COUNTER,
        GAUGE,
        TIMER
    }
}
