package io.staithe.fault;

/** Our failure: with cause and stack, logged once at the boundary that ends the flow. */
public final class Broken extends Fault {
    private static final long serialVersionUID = 1L;

    /** A failure of ours without a deeper cause. */
    public Broken(FaultCode code, String message) {
        super(code, message, null, true);
    }

    /** A failure of ours and what caused it. */
    public Broken(FaultCode code, String message, Throwable cause) {
        super(code, message, cause, true);
    }
}
