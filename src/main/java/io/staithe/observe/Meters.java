package io.staithe.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.function.Supplier;

/** The catalogue of meters; nothing else names one. Filled as features arrive: {@code staithe.<area>.<thing>}. */
public enum Meters {
    UPLOADS("staithe.intake.uploads", "finished uploads by outcome"),
    UPLOADED_BYTES("staithe.intake.uploaded", "bytes of uploads that were kept"),
    UPLOADS_OPEN("staithe.intake.uploads.open", "uploads whose body is being read"),
    UPLOAD_DURATION("staithe.intake.upload.duration", "from admission to the answer, by outcome"),
    BUFFERED_BYTES("staithe.pool.buffered", "bytes of memory in which bodies wait for disk and digests"),
    INSPECTIONS_WAITING("staithe.intake.inspections.waiting", "packages whose contents are being read or wait for it"),
    TASKS_QUEUED("staithe.queue.tasks.queued", "tasks that wait"),
    TASK_OLDEST_AGE("staithe.queue.oldest.age", "age of the oldest task that is not finished"),
    TASKS("staithe.queue.tasks", "finished tasks by kind and outcome"),
    TASK_DURATION("staithe.queue.task.duration", "from acceptance to the end, by kind"),
    LANES("staithe.queue.lanes", "lanes that are awake on this instance"),
    REVISION_RETRIES("staithe.catalog.revision.retries", "conditional updates of a repository that lost a race"),
    REPOSITORY_PACKAGES("staithe.catalog.packages", "packages in a repository"),
    PUBLISH_DURATION(
            "staithe.publish.duration", "phases of a publish: read claim render contents stage sign switch link"),
    PUBLISH_LAG("staithe.publish.lag", "from a change of a repository to the first generation that shows it"),
    PUBLISH_BEHIND("staithe.publish.behind", "age of the oldest change that a publication of itself does not show"),
    PUBLISH_VALIDITY("staithe.publish.validity", "until the first current Release file expires; NaN for never"),
    PUBLISH_SHARDS("staithe.publish.shards", "parts of indexes that publishes used again or built anew"),
    CONTENTS_MENDED("staithe.publish.contents.mended", "Contents made from nothing as what was kept of them was wrong"),
    PUBLISHES("staithe.publish.publishes", "finished publishes by outcome"),
    SWEPT("staithe.sweep.removed", "rows, or files without rows, that a sweep removed, by kind"),
    SWEPT_BYTES("staithe.sweep.removed.size", "bytes of files that a sweep removed, by kind"),
    SWEEP_DURATION("staithe.sweep.duration", "time that a sweep of one kind took"),
    SWEEP_FAILURES("staithe.sweep.failures", "sweeps of a kind that failed; the next one tries again"),
    SCHEDULER_THREADS("staithe.scheduler.threads", "threads that a scheduler may use"),
    SCHEDULER_ACTIVE("staithe.scheduler.active", "threads of a scheduler that work"),
    SCHEDULER_QUEUED("staithe.scheduler.queued", "jobs that wait for a thread of a scheduler");

    private final String id;
    private final String description;

    Meters(String id, String description) {
        this.id = id;
        this.description = description;
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
        return Counter.builder(id).description(description).tags(tags).register(registry);
    }

    /** The timer of this name with closed tags, made on first use. */
    public Timer timer(MeterRegistry registry, String... tags) {
        return Timer.builder(id)
                .description(description)
                .tags(tags)
                .publishPercentileHistogram()
                .register(registry);
    }

    /** A gauge of this name, read at each scrape; the supplier must not block. */
    public void gauge(MeterRegistry registry, Supplier<Number> value, String... tags) {
        Gauge.builder(id, value).description(description).tags(tags).register(registry);
    }
}
