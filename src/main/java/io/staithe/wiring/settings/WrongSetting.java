package io.staithe.wiring.settings;

import org.jspecify.annotations.Nullable;

/**
 * A setting that cannot be used.
 *
 * @param name of it, or of the group where no single one is to blame
 * @param value as it may be shown; null where there is none
 * @param source where it is given; null where it is not
 * @param rule what is wrong with it
 */
public record WrongSetting(
        String name, @Nullable String value, @Nullable String source, String rule) {
    @Override
    public String toString() {
        return value == null ? name + ": " + rule : name + " = " + value + " (" + source + "): " + rule;
    }
}
