package io.staithe.embedded;

import io.staithe.fault.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A process that holds a data directory and its server until its input ends; to be killed, or run as somebody else. */
final class LauncherMain {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private LauncherMain() {}

    /** Says {@code ready PORT PASSWORD}, or {@code fault SLUG MESSAGE}, in one line. */
    public static void main(String[] arguments) throws IOException {
        Path data = Path.of(arguments[0]);
        DirectoryLock lock;
        try {
            lock = DirectoryLock.take(data);
        } catch (Fault fault) {
            say(fault);
            return;
        }
        var options = new EmbeddedPostgres.Options(0, "nobody", LIMIT, LIMIT, Map.of(), Path.of(arguments[1]));
        try (var server = EmbeddedPostgres.start(data.resolve("postgres"), options)) {
            System.out.println("ready " + server.port() + " " + server.password());
            while (System.in.read() >= 0) {
                // What comes in does not matter; its end does.
            }
        } catch (Fault fault) {
            say(fault);
        } finally {
            lock.close();
        }
    }

    private static void say(Fault fault) {
        System.out.println("fault " + fault.code().slug() + " " + fault.getMessage());
    }
}
