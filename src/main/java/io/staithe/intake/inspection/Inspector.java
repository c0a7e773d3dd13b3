package io.staithe.intake.inspection;

import io.staithe.deb.Control;
import io.staithe.deb.DebInspector;
import io.staithe.deb.PackageKind;
import io.staithe.fault.Broken;
import io.staithe.fault.Contained;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.intake.inspection.Findings.Contents;
import io.staithe.intake.inspection.Findings.Reason;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Runs {@link DebInspector} on the inspect scheduler.
 *
 * <p>Unpacking may need 66 MiB of heap each, so gates bound how many run: one for what an upload waits for, one for
 * long reading, which never holds up the first.
 */
public final class Inspector {
    private static final int BUFFER = 32 * 1024;

    private final Scheduler threads;
    private final Limits limits;
    private final Gate quick;
    private final Gate thorough;

    /** An inspector on these threads. */
    public Inspector(Scheduler threads, Limits limits) {
        this.threads = threads;
        this.limits = limits;
        this.quick = new Gate(limits.quickAtOnce());
        this.thorough = new Gate(limits.thoroughAtOnce());
    }

    /** The control verdict, and the contents verdict where the file is small; else that one is pending. */
    public Mono<Findings> atArrival(PackageKind kind, Source source, long sizeBytes) {
        boolean small = sizeBytes <= limits.inlineBytes();
        return quick.pass(onThread(() -> judge(kind, source, sizeBytes, small)));
    }

    /** Both verdicts, whatever the size; never pending. */
    public Mono<Findings> thorough(PackageKind kind, Source source, long sizeBytes) {
        return thorough.pass(onThread(() -> judge(kind, source, sizeBytes, true)));
    }

    private Mono<Findings> onThread(Judging judging) {
        return Mono.fromCallable(Contained.work(judging::judge))
                .subscribeOn(threads)
                .onErrorMap(Inspector::fault);
    }

    private static Throwable fault(Throwable failure) {
        if (failure instanceof Fault) {
            return failure;
        }
        if (failure instanceof IOException) {
            return new Broken(InspectionFault.BYTES_UNREADABLE, "cannot read an upload: " + failure, failure);
        }
        return new Broken(InspectionFault.INSPECTOR_FAILED, "the inspector failed: " + failure, failure);
    }

    private Findings judge(PackageKind kind, Source source, long sizeBytes, boolean withContents) throws IOException {
        try (InputStream file = open(source)) {
            Control control = DebInspector.control(kind, file, sizeBytes);
            return Findings.passed(control, contents(kind, source, sizeBytes, withContents));
        } catch (Refused refusal) {
            return Findings.refused(kind, refusal);
        }
    }

    private Contents contents(PackageKind kind, Source source, long sizeBytes, boolean now) throws IOException {
        if (kind == PackageKind.SOURCE) {
            return Contents.NONE;
        }
        if (!now) {
            return Contents.PENDING;
        }
        FileList.Draft paths = new FileList.Draft(limits.fileListBytes());
        try (InputStream file = open(source)) {
            DebInspector.contents(file, sizeBytes, paths::add);
            return Contents.passed(paths.done());
        } catch (Refused refusal) {
            return Contents.refused(Reason.of(refusal));
        }
    }

    private static InputStream open(Source source) throws IOException {
        return new BufferedInputStream(source.open(), BUFFER);
    }

    private interface Judging {
        Findings judge() throws IOException;
    }

    /** Opens the bytes from the first one; may block. */
    public interface Source {
        InputStream open() throws IOException;
    }

    /**
     * What inspection may take.
     *
     * @param quickAtOnce how many uploads are inspected at once while their clients wait
     * @param thoroughAtOnce how many contents are read at once in the background
     * @param inlineBytes up to this size contents are read while the client waits
     * @param fileListBytes the longest file list, as text
     */
    public record Limits(int quickAtOnce, int thoroughAtOnce, long inlineBytes, long fileListBytes) {}
}
