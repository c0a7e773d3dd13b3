package io.staithe.wiring;

import io.staithe.fault.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The stable name of this instance: the same at every start on the same data directory.
 *
 * @param value 1 to 63 of lower case letters, digits, dots and hyphens, beginning with a letter or digit
 */
record InstanceName(String value) {
    private static final Pattern RULE = Pattern.compile("[a-z0-9][a-z0-9.-]{0,62}");
    private static final String FILE = "instance";
    private static final int MAX_HOST_CHARACTERS = 40;
    private static final int TAIL_CHARACTERS = 8;

    /** Refuses a value that breaks the rule. */
    public InstanceName {
        check(value);
    }

    static void check(String name) {
        if (!RULE.matcher(name).matches()) {
            throw new IllegalArgumentException("staithe.instance.name is \"" + Fault.bounded(name)
                    + "\"; it must be 1 to 63 of a-z, 0-9, dot and hyphen, beginning with a letter or digit");
        }
    }

    /** The name kept in a data directory; made of the host's name and kept there on first use. */
    static InstanceName keptIn(Path dataDirectory) throws IOException {
        Path file = dataDirectory.resolve(FILE);
        if (!Files.exists(file)) {
            Path whole = Files.writeString(dataDirectory.resolve(FILE + ".new"), made() + "\n");
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return new InstanceName(Files.readString(file).strip());
    }

    private static String made() {
        String host =
                host().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-").replaceAll("^-+", "");
        String head = host.substring(0, Math.min(host.length(), MAX_HOST_CHARACTERS));
        return (head.isEmpty() ? "staithe" : head) + "-"
                + UUID.randomUUID().toString().substring(0, TAIL_CHARACTERS);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "staithe";
        }
    }
}
