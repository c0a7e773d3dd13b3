package io.staithe.deb.container;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What headers before an entry say of it: pax records (pax(1), tar(5)) and GNU's long names; each thing once. */
final class PaxRecords {
    private static final int MAX_SIZE_DIGITS = 18;

    private final String thing;
    private byte @Nullable [] path;
    private byte @Nullable [] target;
    private OptionalLong size = OptionalLong.empty();

    PaxRecords(String thing) {
        this.thing = thing;
    }

    Optional<byte[]> path() {
        return Optional.ofNullable(path);
    }

    Optional<byte[]> target() {
        return Optional.ofNullable(target);
    }

    OptionalLong size() {
        return size;
    }

    void setPath(byte[] value) {
        checkOnce(path == null, "path");
        path = value;
    }

    void setTarget(byte[] value) {
        checkOnce(target == null, "target");
        target = value;
    }

    /** Reads the records before one entry. */
    void readEntry(byte[] records) {
        forEach(records, (key, value) -> {
            if (key.equals("path")) {
                setPath(value.getBytes(ISO_8859_1));
            } else if (key.equals("linkpath")) {
                setTarget(value.getBytes(ISO_8859_1));
            } else if (key.equals("size")) {
                setSize(value);
            } else if (key.startsWith("GNU.sparse.")) {
                throw ContainerFault.SPARSE_FILE.about(thing, "must not have sparse files");
            }
        });
    }

    /** Reads the records for all entries, which must not say what differs from one to the next. */
    void readGlobal(byte[] records) {
        forEach(records, (key, value) -> {
            if (key.equals("path") || key.equals("linkpath") || key.equals("size") || key.startsWith("GNU.sparse.")) {
                throw broken("a global header must not set '" + Fault.bounded(key) + "'");
            }
        });
    }

    private void forEach(byte[] records, Visitor visitor) {
        String text = new String(records, ISO_8859_1);
        int at = 0;
        while (at < text.length()) {
            int blank = text.indexOf(' ', at);
            int end = at + length(text, at, blank);
            if (end <= blank + 1 || end > text.length() || text.charAt(end - 1) != '\n') {
                throw broken("a record must be as long as it says and end with a newline");
            }
            String entry = text.substring(blank + 1, end - 1);
            int equals = entry.indexOf('=');
            if (equals <= 0) {
                throw broken("a record must be 'length key=value'");
            }
            visitor.visit(entry.substring(0, equals), entry.substring(equals + 1));
            at = end;
        }
    }

    private int length(String text, int start, int end) {
        if (end < 0 || end - start > 6 || !isNumber(text.substring(start, end))) {
            throw broken("a record must begin with its length");
        }
        return Integer.parseInt(text.substring(start, end));
    }

    private void setSize(String value) {
        checkOnce(size.isEmpty(), "size");
        if (value.length() > MAX_SIZE_DIGITS || !isNumber(value)) {
            throw broken("size '" + Fault.bounded(value) + "' must be a number");
        }
        size = OptionalLong.of(Long.parseLong(value));
    }

    private void checkOnce(boolean isFirst, String what) {
        if (!isFirst) {
            throw broken("the " + what + " of an entry must be set only once");
        }
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private Refused broken(String rule) {
        return ContainerFault.BAD_TAR.about(thing, rule);
    }

    @FunctionalInterface
    private interface Visitor {
        void visit(String key, String value);
    }
}
