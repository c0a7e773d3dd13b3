package io.staithe.library.policy;

import io.staithe.deb.PackageKey;
import io.staithe.fault.Refused;

/**
 * A rule that a package breaks.
 *
 * @param message the package, the value, the rule
 */
public record Refusal(Rule rule, String message) {
    /** The refusal of a package. */
    static Refusal of(Rule rule, PackageKey key, String why) {
        return of(rule, key.name() + "_" + key.version() + "_" + key.architecture(), why);
    }

    /** The refusal of what is called so. */
    static Refusal of(Rule rule, String what, String why) {
        return new Refusal(rule, what + ": " + why + " (policy '" + rule.member() + "')");
    }

    /** What it is in the native API. */
    public PolicyFault code() {
        return rule == Rule.QUOTA ? PolicyFault.QUOTA_EXCEEDED : PolicyFault.REFUSED_BY_POLICY;
    }

    /** The same as a fault. */
    public Refused fault() {
        return new Refused(code(), message);
    }
}
