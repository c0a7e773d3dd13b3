package io.staithe.deb.container;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.staithe.fault.Fault;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the members of an ar archive in their order, once (ar(5), deb(5)). Bodies that nobody reads are skipped. Every
 * size is compared with what is left of the file before anything is read.
 */
final class ArReader {
    private static final String MAGIC = "!<arch>\n";
    private static final int HEADER_BYTES = 60;
    private static final Pattern NUMBER = Pattern.compile("[0-9]++ *+");
    private static final Pattern NUMBER_OR_NONE = Pattern.compile("[0-9]*+ *+");
    private static final Pattern OCTAL_OR_NONE = Pattern.compile("[0-7]*+ *+");

    private final InputStream file;
    private final long sizeBytes;
    private final int maxMembers;
    private long position;
    private long endOfMember;
    private int members;
    private boolean padded;

    ArReader(InputStream file, long sizeBytes, int maxMembers) {
        this.file = file;
        this.sizeBytes = sizeBytes;
        this.maxMembers = maxMembers;
    }

    /** Goes past the rest of the current member to the next; empty at the end of the file. */
    Optional<Member> next() throws IOException {
        if (position == 0) {
            readMagic();
        } else {
            passMember();
        }
        if (position == sizeBytes) {
            return Optional.empty();
        }
        if (sizeBytes - position < HEADER_BYTES) {
            throw ContainerFault.STRAY_BYTES.about(
                    "ar archive",
                    (sizeBytes - position) + " bytes are left at offset " + position + ", too few for a member");
        }
        if (++members > maxMembers) {
            throw ContainerFault.TOO_MANY_MEMBERS.about("ar archive", "must have at most " + maxMembers + " members");
        }
        Member member = member(new String(exactly(HEADER_BYTES), ISO_8859_1));
        endOfMember = position + member.sizeBytes;
        padded = (member.sizeBytes & 1) != 0;
        return Optional.of(member);
    }

    /** The rest of the current member; skips as the file skips, and never reads past the member. */
    InputStream body() {
        return new Body();
    }

    private void readMagic() throws IOException {
        if (sizeBytes < MAGIC.length() || !new String(exactly(MAGIC.length()), ISO_8859_1).equals(MAGIC)) {
            throw ContainerFault.NOT_AN_AR.about("file", "must begin with '!<arch>' and a newline");
        }
    }

    private void passMember() throws IOException {
        Streams.skip(file, endOfMember - position);
        position = endOfMember;
        if (!padded) {
            return;
        }
        if (position == sizeBytes || exactly(1)[0] != '\n') {
            throw ContainerFault.BAD_AR_PADDING.about(
                    "ar archive",
                    "the member of odd size that ends at " + endOfMember + " must be padded by a newline");
        }
    }

    private Member member(String header) {
        String name = name(header.substring(0, 16));
        String thing = "member '" + Fault.bounded(name) + "'";
        if (!header.endsWith("`\n")) {
            throw ContainerFault.BAD_AR_HEADER.about(thing, "its header must end with '`' and a newline");
        }
        checkNumber(thing, "mtime", header.substring(16, 28), NUMBER_OR_NONE);
        checkNumber(thing, "uid", header.substring(28, 34), NUMBER_OR_NONE);
        checkNumber(thing, "gid", header.substring(34, 40), NUMBER_OR_NONE);
        checkNumber(thing, "mode", header.substring(40, 48), OCTAL_OR_NONE);
        String size = header.substring(48, 58);
        if (!NUMBER.matcher(size).matches()) {
            throw ContainerFault.BAD_AR_SIZE.about(
                    thing, "its size '" + Fault.bounded(size.stripTrailing()) + "' must be a decimal number");
        }
        long bytes = Long.parseLong(size.stripTrailing());
        if (bytes > sizeBytes - position) {
            throw ContainerFault.MEMBER_PAST_END.about(
                    thing, "its size is " + bytes + ", but only " + (sizeBytes - position) + " bytes are left");
        }
        return new Member(name, bytes);
    }

    private static String name(String field) {
        int end = field.length();
        while (end > 0 && field.charAt(end - 1) == ' ') {
            end--;
        }
        String name = field.substring(0, end);
        if (name.startsWith("/") || name.startsWith("#1/")) {
            throw ContainerFault.LONG_AR_NAME.about(
                    "member '" + Fault.bounded(name) + "'", "names must stand in the header itself");
        }
        return name.endsWith("/") ? name.substring(0, end - 1) : name;
    }

    private static void checkNumber(String thing, String field, String value, Pattern form) {
        if (!form.matcher(value).matches()) {
            throw ContainerFault.BAD_AR_NUMBER.about(
                    thing, "its " + field + " '" + Fault.bounded(value.stripTrailing()) + "' must be a number");
        }
    }

    private byte[] exactly(int count) throws IOException {
        byte[] bytes = file.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the file ends before its " + sizeBytes + " bytes");
        }
        position += count;
        return bytes;
    }

    /**
     * A member.
     *
     * @param name without padding and trailing slash
     * @param sizeBytes the length of its body
     */
    record Member(String name, long sizeBytes) {}

    private final class Body extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (position == endOfMember) {
                return -1;
            }
            int count = Streams.fromFile(() -> file.read(target, offset, (int) Math.min(length, left())));
            if (count < 0) {
                throw new Streams.FileTrouble(new EOFException("the file ends before its " + sizeBytes + " bytes"));
            }
            position += count;
            return count;
        }

        @Override
        public long skip(long count) throws IOException {
            if (count <= 0) {
                return 0;
            }
            long skipped = Streams.fromFile(() -> file.skip(Math.min(count, left())));
            position += skipped;
            return skipped;
        }

        private long left() {
            return endOfMember - position;
        }
    }
}
