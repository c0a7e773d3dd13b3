package io.staithe.intake;

import io.staithe.deb.Control;
import io.staithe.deb.DebInspector;
import io.staithe.deb.PackageKind;
import io.staithe.deb.Stanza;
import io.staithe.fault.Broken;
import io.staithe.intake.inspection.Findings;
import io.staithe.intake.inspection.Findings.Reason;
import io.staithe.intake.inspection.InspectionFault;
import io.staithe.intake.inspection.InspectionStore;
import io.staithe.intake.inspection.InspectionStore.Found;
import io.staithe.intake.inspection.Inspector;
import io.staithe.pool.Blob;
import io.staithe.pool.Pool;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The verdicts over uploaded packages, made once per blob, kind and version of the inspector.
 *
 * <p>Work that was begun is shared by everybody who asks while it runs, and ends whoever goes away. What is lost with
 * the process is pending in the database, and made again by who asks next or by {@link #resume}.
 */
public final class Inspections {
    private static final Logger LOG = LoggerFactory.getLogger(Inspections.class);
    private static final int AT_ONCE = 16;
    /** So many are looked up by one query, whose connection's event loop reads them; so many queries run at once. */
    private static final int TOGETHER = 1_000;

    private static final int LOOKS = 4;

    private final Pool pool;
    private final Inspector inspector;
    private final InspectionStore store;
    private final int maxWaiting;
    private final Map<Subject, Mono<Verdict>> underWay = new ConcurrentHashMap<>();
    private final Recent recent = new Recent();

    /**
     * Verdicts from a store, made from a pool.
     *
     * @param maxWaiting how many uploads may wait to be read in the background; further ones wait to be asked for
     */
    public Inspections(Pool pool, Inspector inspector, InspectionStore store, int maxWaiting) {
        this.pool = pool;
        this.inspector = inspector;
        this.store = store;
        this.maxWaiting = maxWaiting;
    }

    /**
     * The verdicts on all of these, control and contents; where one is missing or pending it is made or waited for.
     * Reads nothing twice. Emits one map with a verdict for each. A cancel leaves the work to finish for the next who
     * asks. Faults: {@link InspectionFault#BYTES_UNREADABLE} where a blob's bytes are not in the pool.
     */
    public Mono<Map<Suspect, Verdict>> verdicts(Collection<Suspect> suspects) {
        return Mono.defer(() -> {
            Set<Suspect> distinct = new LinkedHashSet<>(suspects);
            return Flux.fromIterable(distinct)
                    .buffer(TOGETHER)
                    .flatMap(this::known, LOOKS)
                    .collect(() -> new HashMap<Suspect, Verdict>(), Map::putAll)
                    .flatMap(known -> with(known, distinct));
        });
    }

    /** The verdicts that need not be made: from memory, and from the store. */
    private Mono<Map<Suspect, Verdict>> known(List<Suspect> suspects) {
        Map<Subject, Findings> fresh = new HashMap<>();
        suspects.forEach(suspect -> recent.take(subject(suspect), fresh::put));
        List<Long> blobs = suspects.stream()
                .filter(suspect -> !fresh.containsKey(subject(suspect)))
                .map(suspect -> suspect.blob().id())
                .distinct()
                .toList();
        if (blobs.isEmpty()) {
            return Mono.fromCallable(() -> verdicts(suspects, fresh));
        }
        return store.find(blobs, DebInspector.VERSION)
                .filter(found -> !found.findings().isPending())
                .doOnNext(found -> fresh.putIfAbsent(subject(found), found.findings()))
                .then(Mono.fromCallable(() -> verdicts(suspects, fresh)));
    }

    private static Map<Suspect, Verdict> verdicts(List<Suspect> suspects, Map<Subject, Findings> known) {
        Map<Suspect, Verdict> verdicts = new HashMap<>();
        suspects.forEach(suspect -> {
            Findings findings = known.get(subject(suspect));
            if (findings != null) {
                verdicts.put(suspect, verdict(findings));
            }
        });
        return verdicts;
    }

    private Mono<Map<Suspect, Verdict>> with(Map<Suspect, Verdict> known, Set<Suspect> suspects) {
        List<Suspect> unknown =
                suspects.stream().filter(suspect -> !known.containsKey(suspect)).toList();
        return Flux.fromIterable(unknown)
                .flatMap(suspect -> make(suspect).map(verdict -> Map.entry(suspect, verdict)), AT_ONCE)
                .collect(() -> known, (verdicts, made) -> verdicts.put(made.getKey(), made.getValue()));
    }

    /** Notes what was found when the bytes arrived, and was stored; starts reading what is pending of it. */
    void arrived(Suspect suspect, Findings findings) {
        if (findings.isPending()) {
            begin(suspect);
        } else {
            recent.note(subject(suspect), findings);
        }
    }

    /** Starts reading what is pending, without anybody waiting for it; does nothing where enough is waiting already. */
    private void begin(Suspect suspect) {
        if (underWay.size() < maxWaiting) {
            make(suspect)
                    .subscribe(
                            verdict -> {},
                            failure -> LOG.atWarn()
                                    .addKeyValue("blob", suspect.blob().id())
                                    .setCause(failure)
                                    .log("inspection failed; it is made again when it is asked for"));
        }
    }

    /** Starts what an earlier start left pending. Emits how many; for the start of the server. */
    public Mono<Long> resume() {
        return store.pending(DebInspector.VERSION, maxWaiting)
                .map(pending -> new Suspect(pending.blob(), pending.kind()))
                .doOnNext(this::begin)
                .count();
    }

    /** How many verdicts are being made or wait for it. */
    public int underWay() {
        return underWay.size();
    }

    private Mono<Verdict> make(Suspect suspect) {
        Subject subject = subject(suspect);
        return Mono.defer(() -> underWay.computeIfAbsent(subject, absent -> made(suspect)));
    }

    private Mono<Verdict> made(Suspect suspect) {
        Blob blob = suspect.blob();
        return inspector
                .thorough(
                        suspect.kind(),
                        () -> pool.open(blob.location()),
                        blob.digests().sizeBytes())
                .delayUntil(findings -> store.save(blob.id(), findings, DebInspector.VERSION))
                .map(Inspections::verdict)
                .doFinally(signal -> underWay.remove(subject(suspect)))
                .cache();
    }

    private static Verdict verdict(Findings findings) {
        Reason control = findings.controlFault();
        Reason contents = findings.contents().fault();
        Reason reason = control != null ? control : contents;
        if (reason != null) {
            return new Verdict.Failed(reason.code(), reason.message());
        }
        String text = findings.control();
        if (text == null) {
            throw new Broken(InspectionFault.INSPECTOR_FAILED, "findings have neither a stanza nor a fault");
        }
        return new Verdict.Passed(Control.checked(findings.kind(), Stanza.parse(text)));
    }

    private static Subject subject(Suspect suspect) {
        return new Subject(suspect.blob().id(), suspect.kind());
    }

    private static Subject subject(Found found) {
        return new Subject(found.blob(), found.findings().kind());
    }

    /**
     * Bytes that claim to be a package of a kind.
     *
     * @param blob the bytes
     * @param kind what the file's name announces
     */
    public record Suspect(Blob blob, PackageKind kind) {}

    private record Subject(long blob, PackageKind kind) {}

    /** The latest findings of short stanzas, each until it is asked for: most packages are added soon, and once. */
    private static final class Recent {
        private static final int MOST = 1024;
        private static final int LONGEST = 16 * 1024;

        private final Map<Subject, Findings> findings = new LinkedHashMap<>();

        synchronized void note(Subject subject, Findings found) {
            String control = found.control();
            if (control == null || control.length() > LONGEST) {
                return;
            }
            if (findings.size() >= MOST) {
                findings.remove(findings.keySet().iterator().next());
            }
            findings.put(subject, found.withoutFiles());
        }

        synchronized void take(Subject subject, BiConsumer<Subject, Findings> taker) {
            Findings found = findings.remove(subject);
            if (found != null) {
                taker.accept(subject, found);
            }
        }
    }
}
