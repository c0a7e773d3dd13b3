package io.staithe.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code staithe push}: brings packages to a repository. */
@Command(
        name = "push",
        exitCodeOnExecutionException = 3,
        sortOptions = false,
        header = "Brings packages to a repository.",
        description = {
            "Sends what the server does not have yet, several files at once; goes on where it was when the connection"
                    + " breaks, the server is busy or restarts, and when the same command is run again.",
            "Ends with 0 where all came as far as wanted, 1 where the server refused one, 2 where the command is wrong,"
                    + " 3 where the server could not be reached for --patience, 4 where all were added and a publication"
                    + " failed."
        })
final class PushCommand implements Callable<Integer> {
    private static final Duration GLANCE = Duration.ofMillis(250);
    private static final Duration LINE = Duration.ofSeconds(15);

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Option(
            names = {"-r", "--repository"},
            required = true,
            paramLabel = "NAME",
            defaultValue = "${env:STAITHE_REPOSITORY}",
            description = "the repository; default $$STAITHE_REPOSITORY")
    private String repository = "";

    @Option(
            names = {"-w", "--wait"},
            defaultValue = "added",
            description = "how far a package has to come: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}")
    private Goal goal = Goal.added;

    @Option(names = "--replace", description = "let other bytes of the same name, version and architecture give way")
    private boolean replaces;

    @Option(
            names = {"-j", "--jobs"},
            defaultValue = "4",
            description = "files at once; default ${DEFAULT-VALUE}")
    private int jobs = 4;

    @Option(
            names = "--patience",
            defaultValue = "300",
            paramLabel = "SECONDS",
            description = "how long nothing may go on before a file is given up; default ${DEFAULT-VALUE}")
    private long patience = 300;

    @Option(
            names = "--receipts",
            paramLabel = "FILE",
            description = "adds the receipts to a file, as 'staithe audit' reads them")
    private @Nullable Path receipts;

    @Option(
            names = "--state",
            paramLabel = "DIRECTORY",
            description = "remembers unfinished uploads; default $$XDG_STATE_HOME/staithe, ~/.local/state/staithe")
    private @Nullable Path state;

    @Option(
            names = "--progress",
            defaultValue = "auto",
            description = "${COMPLETION-CANDIDATES}; bars on a terminal, lines elsewhere; default ${DEFAULT-VALUE}")
    private Style style = Style.auto;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "packages: .deb, .udeb, .ddeb")
    private List<Path> paths = List.of();

    /** How far a package has to come; the names are the words of the command line. */
    enum Goal {
        accepted,
        added,
        published
    }

    /** How progress is shown; the names are the words of the command line. */
    enum Style {
        auto,
        bars,
        lines,
        none
    }

    @Override
    public Integer call() {
        List<LocalFile> files = files();
        CommandLine line = common.command().commandLine();
        PrintWriter out = line.getOut();
        boolean bars = style == Style.bars || style == Style.auto && Terminal.shows();
        Display display = new Display(out, bars ? out : line.getErr(), bars, System::nanoTime);
        Push push = new Push(
                new Uplink(common.secret()),
                new Destination(common.server(), repository, goal.name(), replaces),
                new KnownSessions(state == null ? KnownSessions.ofUser(System.getenv()) : state),
                () -> new Retries(Duration.ofSeconds(patience), System::nanoTime, PushCommand::pause));
        ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor();
        ExecutorService senders = Executors.newFixedThreadPool(jobs);
        try {
            if (style != Style.none) {
                long every = (bars ? GLANCE : LINE).toMillis();
                looks.scheduleAtFixedRate(display::refresh, every, every, TimeUnit.MILLISECONDS);
            }
            List<CompletableFuture<Pushed>> pushes = files.stream()
                    .map(file -> CompletableFuture.supplyAsync(() -> pushed(push, file, display), senders))
                    .toList();
            return pushes.stream()
                    .map(CompletableFuture::join)
                    .map(Pushed::end)
                    .max(Comparator.naturalOrder())
                    .orElse(Pushed.End.DONE)
                    .code();
        } finally {
            senders.shutdownNow();
            looks.shutdownNow();
        }
    }

    private List<LocalFile> files() {
        if (jobs < 1 || patience < 0) {
            throw common.wrong("--jobs must be at least 1, --patience at least 0");
        }
        List<LocalFile> files = new ArrayList<>();
        for (Path path : paths) {
            try {
                files.add(LocalFile.of(path));
            } catch (IOException unreadable) {
                throw common.wrong(String.valueOf(unreadable.getMessage()));
            }
        }
        return files;
    }

    private Pushed pushed(Push push, LocalFile file, Display display) {
        display.add(file.transfer());
        Pushed pushed = kept(pushed(push, file));
        display.end(file.transfer(), pushed.message());
        return pushed;
    }

    /** What goes wrong with one file never ends the others. */
    private static Pushed pushed(Push push, LocalFile file) {
        try {
            return push.push(file);
        } catch (RuntimeException broken) {
            return Pushed.unanswered(broken.toString());
        }
    }

    private synchronized Pushed kept(Pushed pushed) {
        if (receipts == null || pushed.receipt() == null) {
            return pushed;
        }
        try {
            Files.writeString(receipts, pushed.receipt() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return pushed;
        } catch (IOException unwritable) {
            return Pushed.unanswered(pushed.message() + "; its receipt cannot be kept: " + unwritable);
        }
    }

    private static void pause(Duration wait) {
        CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS))
                .join();
    }
}
