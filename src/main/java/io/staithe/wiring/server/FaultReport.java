package io.staithe.wiring.server;

import io.staithe.fault.Fault;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows a fault that prevented the start by its message, which names the way out, and without a wall of frames. */
final class FaultReport extends AbstractFailureAnalyzer<Fault> {
    @Override
    protected FailureAnalysis analyze(Throwable root, Fault fault) {
        return new FailureAnalysis(
                fault.code().title() + " (" + fault.code().slug() + "): " + fault.getMessage(), null, fault);
    }
}
