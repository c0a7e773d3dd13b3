package io.staithe.fault;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Every failure that this product means to raise.
 *
 * <p>The message names the thing, the value (bounded) and the rule. Features add {@link FaultCode}s, never heirs.
 */
public abstract sealed class Fault extends RuntimeException permits Refused, Exhausted, Broken {
    private static final long serialVersionUID = 1L;
    private static final int MAX_VALUE_CHARACTERS = 120;

    private final transient FaultCode code;

    Fault(FaultCode code, String message, @Nullable Throwable cause, boolean withStack) {
        super(message, cause, false, withStack);
        this.code = code;
    }

    /** What happened: the thing, the value, the rule. */
    @Override
    public final String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    /** What it is about. */
    public final FaultCode code() {
        return code;
    }

    /** Whether a failure is a lack of resources, so that the same work may succeed later. */
    public static boolean isShortage(Throwable failure) {
        return failure instanceof Fault fault && fault.code.category().blame() == Category.Blame.SCARCITY;
    }

    /** Cuts a value that came from outside to a length that a message can bear, with control characters replaced. */
    public static String bounded(String value) {
        String plain = value.replaceAll("\\p{Cntrl}", "?");
        return plain.length() <= MAX_VALUE_CHARACTERS ? plain : plain.substring(0, MAX_VALUE_CHARACTERS) + "…";
    }
}
