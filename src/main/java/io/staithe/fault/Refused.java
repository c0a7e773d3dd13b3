package io.staithe.fault;

/** The caller's failure: expected, without a stack trace. */
public final class Refused extends Fault {
    private static final long serialVersionUID = 1L;

    /** A refusal whose message names the thing, the value and the rule. */
    public Refused(FaultCode code, String message) {
        super(code, message, null, false);
    }
}
