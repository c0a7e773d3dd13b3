package io.staithe.faults;

import io.staithe.faults.calls.Additions;
import io.staithe.faults.calls.Changes;
import io.staithe.faults.calls.Crew;
import io.staithe.faults.calls.Job;
import io.staithe.faults.calls.Job.Errand;
import io.staithe.faults.calls.Job.Setting;
import io.staithe.faults.calls.Looks;
import io.staithe.faults.calls.Uploader;
import io.staithe.faults.calls.Workshop;
import io.staithe.faults.history.Checker;
import io.staithe.faults.history.Evidence;
import io.staithe.faults.history.History;
import io.staithe.faults.history.Violation;
import io.staithe.faults.site.Fault;
import io.staithe.faults.site.Faults;
import io.staithe.faults.site.Nemesis;
import io.staithe.faults.site.Site;
import io.staithe.testkit.AptlyClient;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Jobs at work on a site to which things happen, and what is found afterwards. Blocks. */
final class Trial {
    private static final List<String> REPOSITORIES = List.of("alpha", "beta", "gamma");
    private static final Duration SETTLING = Duration.ofMinutes(2);

    private static final String FAILED =
            "SELECT concat_ws(': ', count(*) || ' ' || kind, fault_code, min(fault_message)) FROM task"
                    + " WHERE state = 'failed' GROUP BY kind, fault_code ORDER BY count(*) DESC";
    private static final String UNFINISHED =
            "SELECT concat_ws(' ', t.id, t.kind, t.state, 'attempt', t.attempt, 'of', i.name, 'start', t.owner_start,"
                    + " 'since', t.started_at, (SELECT string_agg(concat_ws(' ', l.lane, CASE WHEN l.home THEN 'home' END,"
                    + " 'held by', o.owner_instance, o.owner_start), ', ') FROM task_lane l LEFT JOIN lane o"
                    + " ON o.name = l.lane WHERE l.task_id = t.id)) FROM task t LEFT JOIN instance i"
                    + " ON i.id = t.owner_instance WHERE t.state IN ('queued', 'running') ORDER BY t.id LIMIT 20";
    private static final String SESSIONS =
            "SELECT concat_ws(' ', pid, state, wait_event, xact_start, left(query, 120)) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND state <> 'idle' AND pid <> pg_backend_pid()";

    /** How often each errand is run, beside the others. */
    private static final List<Errand> ERRANDS = Stream.of(
                    Crew.often(3, Additions::inOneCall),
                    Crew.often(1, Additions::inOneCallPublished),
                    Crew.often(2, Additions::inOneCallAccepted),
                    Crew.often(2, Additions::byPut),
                    Crew.often(3, Additions::byFormLater),
                    Crew.often(1, Additions::byForm),
                    Crew.often(2, Additions::inPieces),
                    Crew.often(1, Additions::byDput),
                    Crew.often(1, Additions::ofKnownBytes),
                    Crew.often(1, Additions::inPlaceOfOther),
                    Crew.often(2, Changes::removal),
                    Crew.often(1, Changes::copy),
                    Crew.often(1, Changes::promotion),
                    Crew.often(1, Changes::shortLife),
                    Crew.often(1, Changes::snapshot),
                    Crew.often(2, Changes::publish),
                    Crew.often(2, Looks::atRepository),
                    Crew.often(2, Looks::atArchive))
            .flatMap(List::stream)
            .toList();

    /** Those of them that a control needs. */
    private static final List<Errand> CHANGES = Stream.of(
                    Crew.often(4, Additions::inOneCall),
                    Crew.often(1, Changes::removal),
                    Crew.often(1, Looks::atRepository))
            .flatMap(List::stream)
            .toList();

    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    private final History history = new History(System::nanoTime);
    private final Workshop workshop = new Workshop();
    private final Site site;
    private final Uploader uploader;
    private final long seed;

    private Trial(Site site, Uploader uploader, long seed) {
        this.site = site;
        this.uploader = uploader;
        this.seed = seed;
    }

    /** What a trial is. */
    record Plan(Site.Plan site, int jobs, Duration length, long seed) {}

    /** What came of it. */
    record Outcome(
            History history,
            Map<String, Integer> faults,
            Map<String, String> skipped,
            List<String> failedTasks,
            List<Violation> violations) {}

    /** Runs one below a directory. */
    static Outcome run(Path directory, Plan plan) throws Exception {
        try (Site site = Site.open(directory, plan.site())) {
            return of(site, directory, plan).run(plan);
        }
    }

    private static Trial of(Site site, Path directory, Plan plan) throws IOException {
        return new Trial(site, Uploader.in(directory), plan.seed());
    }

    /** The same without faults on a site whose database lacks a guard; what is wrong. */
    static List<Violation> ofMutant(Path directory, Plan plan, String guardless) throws Exception {
        try (Site site = Site.open(directory, plan.site())) {
            Trial trial = of(site, directory, plan);
            trial.prepare();
            try (Connection connection = site.connect();
                    var statement = connection.createStatement()) {
                statement.execute(guardless);
            }
            trial.work(plan, CHANGES, goesOn -> {});
            return trial.judge();
        }
    }

    /** Jobs whose calls reach no standby any more, until the primary is gone for good; what is wrong. */
    static List<Violation> ofFailOver(Path directory, Plan plan) throws Exception {
        try (Site site = Site.open(directory, plan.site())) {
            Trial trial = of(site, directory, plan);
            trial.prepare();
            site.loseStandbysLink();
            trial.work(plan, CHANGES, goesOn -> {});
            site.failOver();
            return trial.judge();
        }
    }

    private Outcome run(Plan plan) throws Exception {
        prepare();
        List<Fault> faults = new Faults(site).all();
        Nemesis nemesis = new Nemesis(faults, seed);
        Map<String, String> skipped = Nemesis.obstacles(faults);
        work(plan, ERRANDS, nemesis::work);
        List<Violation> violations = judge();
        return new Outcome(history, nemesis.strikes(), skipped, rows(FAILED), violations);
    }

    private void work(Plan plan, List<Errand> errands, Crew.Meanwhile meanwhile) throws Exception {
        long end = System.nanoTime() + plan.length().toNanos();
        new Crew(setting(REPOSITORIES), seed, plan.jobs()).work(errands, () -> System.nanoTime() < end, meanwhile);
    }

    private Setting setting(List<String> repositories) {
        return new Setting(history, site.addresses(), repositories, workshop, uploader, complaints);
    }

    private List<Violation> judge() throws Exception {
        uploader.leave();
        settle();
        REPOSITORIES.forEach(this::lookOnce);
        Evidence evidence = Finding.of(site, workshop, REPOSITORIES, complaints);
        return Checker.violations(history.operations(), evidence);
    }

    private void prepare() {
        AptlyClient client = new AptlyClient(site.addresses().get(0));
        client.post("/api/gpg/key", Map.of(), Map.of("GpgKeyArmor", uploader.key()))
                .expect(200);
        for (String name : REPOSITORIES) {
            client.createRepository(name);
            client.publish(name, name, name).expect(201);
        }
    }

    /** Until every task that was accepted has been carried out. */
    private void settle() throws SQLException {
        long deadline = System.nanoTime() + SETTLING.toNanos();
        try (Connection connection = site.connect();
                var statement = connection.createStatement()) {
            while (System.nanoTime() < deadline) {
                ResultSet row =
                        statement.executeQuery("SELECT count(*) FROM task WHERE state IN ('queued', 'running')");
                row.next();
                if (row.getLong(1) == 0) {
                    return;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
        complaints.add("tasks that were accepted are not carried out " + SETTLING + " after all was healed: "
                + rows(UNFINISHED) + "; sessions at work: " + rows(SESSIONS));
    }

    private List<String> rows(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = site.connect();
                var statement = connection.createStatement()) {
            ResultSet row = statement.executeQuery(sql);
            while (row.next()) {
                rows.add(row.getString(1));
            }
        }
        return rows;
    }

    /** Somebody who never looked before looks at everything. */
    private void lookOnce(String repository) {
        Job job = new Job(Integer.MAX_VALUE, seed, setting(List.of(repository)));
        Looks.atRepository(job);
        Looks.atArchive(job);
    }
}
