package io.staithe.wiring.access;

import io.staithe.fault.Refused;
import io.staithe.wiring.StartFault;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** Whether callers are told apart. */
public enum AccessMode {
    /** Everybody may do everything, which only this machine can reach. */
    LOOPBACK,
    /** Everybody who reaches the server may do everything. */
    OPEN,
    /** Callers show credentials, also on this machine. */
    TOKENS;

    private static final String KEY = "staithe.access.mode";
    private static final String OPEN_KEY = "staithe.access.open";

    /** What the settings say; {@code staithe.access.open} is a short way to say {@code OPEN}. */
    public static AccessMode of(Environment environment) {
        Binder binder = Binder.get(environment);
        AccessMode mode = binder.bind(KEY, AccessMode.class).orElse(LOOPBACK);
        boolean isOpen = binder.bind(OPEN_KEY, Boolean.class).orElse(false);
        if (isOpen && mode == TOKENS) {
            throw new Refused(
                    StartFault.ACCESS_TWICE,
                    OPEN_KEY + "=true and " + KEY + "=tokens contradict each other: leave one of them out");
        }
        return isOpen ? OPEN : mode;
    }
}
