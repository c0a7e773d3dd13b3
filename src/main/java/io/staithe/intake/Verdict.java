package io.staithe.intake;

import io.staithe.deb.Control;
import java.util.function.Function;

/** What inspection says of a blob as a package. */
public sealed interface Verdict {
    /** Calls the function of this case. */
    <T> T fold(Function<Passed, T> passed, Function<Failed, T> failed);

    /** Control and contents are fine. */
    record Passed(Control control) implements Verdict {
        @Override
        public <T> T fold(Function<Passed, T> passed, Function<Failed, T> failed) {
            return passed.apply(this);
        }
    }

    /**
     * It is not a package that may enter an index.
     *
     * @param code the slug of the fault
     * @param message names member, value and rule
     */
    record Failed(String code, String message) implements Verdict {
        @Override
        public <T> T fold(Function<Passed, T> passed, Function<Failed, T> failed) {
            return failed.apply(this);
        }
    }
}
