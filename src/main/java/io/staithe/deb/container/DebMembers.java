package io.staithe.deb.container;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.staithe.deb.container.ArReader.Member;
import io.staithe.fault.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The members of a binary package in the one order that every tool reads alike (deb(5)): {@code debian-binary},
 * {@code control.tar}, {@code data.tar}; members whose names begin with {@code _} may stand after the first.
 *
 * <p>Read once, in that order: {@link #control}, {@link #data}, {@link #finish}.
 */
final class DebMembers {
    private static final String DEBIAN_BINARY = "debian-binary";
    private static final String CONTROL = "control.tar";
    private static final String DATA = "data.tar";
    private static final int MAX_FORMAT_BYTES = 1024;
    private static final Pattern FORMAT = Pattern.compile("2\\.[0-9]{1,9}\n[\\x00-\\xff]*+");

    private final ArReader archive;
    private final Limits limits;

    /**
     * Begins at the file's first byte.
     *
     * @param sizeBytes the length of the file
     */
    DebMembers(InputStream file, long sizeBytes, Limits limits) {
        this.archive = new ArReader(file, sizeBytes, limits.members());
        this.limits = limits;
    }

    /** Checks the format and goes to the control member. */
    Part control() throws IOException {
        Member first = archive.next().orElse(new Member("", 0));
        if (!first.name().equals(DEBIAN_BINARY)) {
            throw ContainerFault.NO_DEBIAN_BINARY.about(
                    thing(first.name()), "the first member must be '" + DEBIAN_BINARY + "'");
        }
        String format = new String(archive.body().readNBytes(MAX_FORMAT_BYTES), ISO_8859_1);
        if (first.sizeBytes() > MAX_FORMAT_BYTES || !FORMAT.matcher(format).matches()) {
            throw ContainerFault.BAD_FORMAT_VERSION.about(
                    thing(DEBIAN_BINARY), "its text '" + Fault.bounded(format) + "' must be '2.<minor>' and a newline");
        }
        Member member = nextOfOurs()
                .orElseThrow(() -> ContainerFault.NO_CONTROL.about("package", "there must be a '" + CONTROL + "'"));
        if (member.name().startsWith(DATA)) {
            throw ContainerFault.DATA_BEFORE_CONTROL.about(thing(member.name()), "must stand after '" + CONTROL + "'");
        }
        if (!member.name().startsWith(CONTROL)) {
            throw unknown(member);
        }
        Part part = part(member, CONTROL);
        if (part.compression == Compression.BZ2 || part.compression == Compression.LZMA) {
            throw ContainerFault.BAD_COMPRESSION.about(part.thing(), "must be plain, gz, xz or zst");
        }
        if (member.sizeBytes() > limits.controlMemberBytes()) {
            throw ContainerFault.CONTROL_MEMBER_TOO_LARGE.about(
                    part.thing(),
                    "has " + member.sizeBytes() + " bytes and must have at most " + limits.controlMemberBytes());
        }
        return part;
    }

    /** Goes to the data member, which must be the next of ours. */
    Part data() throws IOException {
        Member member = nextOfOurs()
                .orElseThrow(() -> ContainerFault.NO_DATA.about("package", "there must be a '" + DATA + "'"));
        if (member.name().startsWith(CONTROL)) {
            throw secondControl(member);
        }
        if (!member.name().startsWith(DATA)) {
            throw unknown(member);
        }
        return part(member, DATA);
    }

    /** Goes to the end of the file and refuses every member of ours on the way. */
    void finish() throws IOException {
        Optional<Member> more = nextOfOurs();
        if (more.isEmpty()) {
            return;
        }
        String name = more.get().name();
        if (name.startsWith(CONTROL)) {
            throw secondControl(more.get());
        }
        if (name.startsWith(DATA)) {
            throw ContainerFault.SECOND_DATA.about(thing(name), "there must be only one data member");
        }
        throw unknown(more.get());
    }

    private Optional<Member> nextOfOurs() throws IOException {
        Optional<Member> next = archive.next();
        while (next.isPresent() && next.get().name().startsWith("_")) {
            next = archive.next();
        }
        return next;
    }

    private Part part(Member member, String stem) {
        Compression compression = Compression.of(member.name(), stem)
                .orElseThrow(() -> member.name().charAt(stem.length()) == '.'
                        ? ContainerFault.BAD_COMPRESSION.about(thing(member.name()), "its compression is not known")
                        : unknown(member));
        if (member.sizeBytes() == 0) {
            throw ContainerFault.EMPTY_MEMBER.about(thing(member.name()), "must not be empty");
        }
        return new Part(member, compression, archive.body());
    }

    private static RuntimeException secondControl(Member member) {
        return ContainerFault.SECOND_CONTROL.about(thing(member.name()), "there must be only one control member");
    }

    private static RuntimeException unknown(Member member) {
        return ContainerFault.UNKNOWN_MEMBER.about(
                thing(member.name()),
                "members must be '" + DEBIAN_BINARY + "', '" + CONTROL + "', '" + DATA + "' in this order");
    }

    private static String thing(String name) {
        return "member '" + Fault.bounded(name) + "'";
    }

    /** A member that is a tar, with its body still to be read. */
    record Part(Member member, Compression compression, InputStream body) {
        String thing() {
            return DebMembers.thing(member.name());
        }

        /** Refuses first bytes that are not those of the compression in the name. */
        void checkHead(byte[] head) {
            if (!compression.looksLike(head)) {
                throw ContainerFault.OTHER_COMPRESSION.about(
                        thing(), "its first bytes must be those of a tar compressed as its name says");
            }
        }
    }
}
