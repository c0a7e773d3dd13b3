package io.staithe.queue;

import io.staithe.fault.Category;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How a task ended. */
public sealed interface Outcome {
    /** Calls the function of this case. */
    <T extends @Nullable Object> T fold(Function<Succeeded, T> succeeded, Function<Failed, T> failed);

    /**
     * It did what it was to do.
     *
     * @param value JSON of what it made; null where there is nothing to tell
     */
    record Succeeded(@Nullable String value) implements Outcome {
        @Override
        public <T extends @Nullable Object> T fold(Function<Succeeded, T> succeeded, Function<Failed, T> failed) {
            return succeeded.apply(this);
        }
    }

    /**
     * It changed nothing.
     *
     * @param code the slug of the fault
     * @param category the kind of failure
     * @param message what people read
     */
    record Failed(String code, Category category, String message) implements Outcome {
        @Override
        public <T extends @Nullable Object> T fold(Function<Succeeded, T> succeeded, Function<Failed, T> failed) {
            return failed.apply(this);
        }
    }
}
