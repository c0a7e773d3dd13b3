package io.staithe.wiring.server;

import io.staithe.wiring.StartFault;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** Shows why the files of TLS prevented the start, file and reason, without a wall of frames. */
final class TlsReport implements FailureAnalyzer {
    private static final List<String> ABOUT_TLS =
            List.of("org.springframework.boot.ssl.", "org.springframework.boot.autoconfigure.ssl.");

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (isAboutTls(cause)) {
                causes.add(cause);
            }
        }
        if (causes.isEmpty()) {
            return null;
        }
        // Beans that were being made meanwhile say nothing of files.
        causes.removeIf(cause -> cause.getClass().getName().startsWith("org.springframework.beans."));
        String reasons = causes.stream()
                .map(cause -> cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage())
                .distinct()
                .collect(Collectors.joining(": "));
        return new FailureAnalysis(
                StartFault.TLS_FILES.title() + " (" + StartFault.TLS_FILES.slug() + "): " + reasons,
                "Look at the files that spring.ssl.bundle.pem names: they must be there, readable, PEM, and the private"
                        + " key that of the first certificate.",
                failure);
    }

    private static boolean isAboutTls(Throwable failure) {
        return Stream.of(failure.getStackTrace())
                .limit(12)
                .anyMatch(frame -> ABOUT_TLS.stream().anyMatch(frame.getClassName()::startsWith));
    }
}
