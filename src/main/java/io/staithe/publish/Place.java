package io.staithe.publish;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.queue.Lane;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where a publication is.
 *
 * @param storage empty for the default storage, else {@code filesystem:NAME}
 * @param prefix {@code .} for the root
 * @param distribution may contain {@code /}
 */
public record Place(String storage, String prefix, String distribution) {
    private static final int MAX_CHARACTERS = 200;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_+.~-]*");
    private static final Set<String> RESERVED = Set.of("dists", "pool");

    /** Refuses a place that cannot be a path of a published storage. */
    Place checked() {
        if (!prefix.equals(".") && !areNames(prefix)) {
            throw new Refused(PublishFault.BAD_PREFIX, "invalid prefix " + Fault.bounded(prefix));
        }
        if (!distribution.isEmpty() && !areNames(distribution)) {
            throw new Refused(
                    PublishFault.BAD_DISTRIBUTION,
                    "invalid distribution " + Fault.bounded(distribution)
                            + ": names of [A-Za-z0-9_+.~-] joined by slashes, none of them dists or pool");
        }
        return this;
    }

    /** Whether a publication could be here. */
    public boolean isPossible() {
        return (prefix.equals(".") || areNames(prefix)) && areNames(distribution);
    }

    /** Refuses what cannot be a component's directory. */
    public static String component(String component) {
        if (!areNames(component)) {
            throw new Refused(
                    PublishFault.BAD_COMPONENT,
                    "invalid component " + Fault.bounded(component)
                            + ": names of [A-Za-z0-9_+.~-] joined by slashes, none of them dists or pool");
        }
        return component;
    }

    /** The lane in which its tasks run. */
    public Lane lane() {
        return new Lane("publication/" + storage + ":" + prefix + "/" + distribution);
    }

    @Override
    public String toString() {
        return (storage.isEmpty() ? "" : storage + ":") + prefix + "/" + distribution;
    }

    /** Whether a text is one name of a path. */
    static boolean isName(String text) {
        return areNames(text) && text.indexOf('/') < 0;
    }

    private static boolean areNames(String path) {
        return path.length() <= MAX_CHARACTERS
                && Arrays.stream(path.split("/", -1))
                        .allMatch(name -> NAME.matcher(name).matches() && !RESERVED.contains(name));
    }
}
