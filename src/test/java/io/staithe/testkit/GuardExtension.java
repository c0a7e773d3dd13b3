package io.staithe.testkit;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class during which a Netty buffer leaked or a non-blocking thread blocked, even where the flow under
 * test swallowed the error; registered for every class by service loading.
 */
public final class GuardExtension implements AfterAllCallback {
    @Override
    public void afterAll(ExtensionContext context) throws InterruptedException {
        List<String> violations = new ArrayList<>(LeakGuard.drain());
        violations.addAll(BlockingGuard.drain());
        if (!violations.isEmpty()) {
            throw new AssertionError(context.getDisplayName() + " ended with " + violations.size()
                    + " violation(s); a leak may stem from an earlier class:\n" + String.join("\n", violations));
        }
    }
}
