package io.staithe.deb;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The key of a package as aptly spells it: {@code Pamd64 hardlink 0.2.1 daf8fcecbf8210ad}.
 *
 * @param architecture {@code source} for source packages
 * @param name the package's name
 * @param version its version
 * @param filesHash FNV-1a of 64 bits over its files, lower-case hexadecimal of at least 8 digits
 */
public record PackageKey(Architecture architecture, PackageName name, DebVersion version, String filesHash) {
    private static final Pattern FORM = Pattern.compile("P(\\S++) (\\S++) (\\S++) ([0-9a-f]{8,16}+)");
    private static final int MIN_HASH_DIGITS = 8;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /** The key without the hash, unique within a repository. */
    public String shortKey() {
        return "P" + architecture + " " + name + " " + version;
    }

    /**
     * Reads a key.
     *
     * @throws Refused with {@link DebFault#BAD_PACKAGE_KEY} for anything else
     */
    public static PackageKey parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw refusal(text, "must be 'P<architecture> <name> <version> <hash of 8 to 16 hexadecimal digits>'");
        }
        try {
            return new PackageKey(
                    new Architecture(form.group(1)),
                    new PackageName(form.group(2)),
                    new DebVersion(form.group(3)),
                    form.group(4));
        } catch (Refused part) {
            throw refusal(text, "is broken: " + part.getMessage());
        }
    }

    /** The hash over the files of a package, whatever their order in the list. */
    public static String filesHash(List<HashedFile> files) {
        long hash = FNV_OFFSET;
        for (HashedFile file :
                files.stream().sorted(Comparator.comparing(HashedFile::name)).toList()) {
            hash = fnv1a(hash, file.name.getBytes(UTF_8));
            hash = fnv1a(
                    hash,
                    ByteBuffer.allocate(Long.BYTES).putLong(file.sizeBytes).array());
            hash = fnv1a(hash, (file.md5 + file.sha1 + file.sha256).getBytes(UTF_8));
        }
        String digits = Long.toHexString(hash);
        return "0".repeat(Math.max(0, MIN_HASH_DIGITS - digits.length())) + digits;
    }

    @Override
    public String toString() {
        return shortKey() + " " + filesHash;
    }

    private static long fnv1a(long start, byte[] bytes) {
        long hash = start;
        for (byte b : bytes) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        return hash;
    }

    /** The same; empty for anything else. */
    public static Optional<PackageKey> find(String text) {
        try {
            return Optional.of(parse(text));
        } catch (Refused other) {
            return Optional.empty();
        }
    }

    private static Refused refusal(String text, String rule) {
        return new Refused(DebFault.BAD_PACKAGE_KEY, "package key '" + Fault.bounded(text) + "' " + rule);
    }

    /**
     * What of a file the hash covers.
     *
     * @param name the base name of the file as uploaded
     * @param sizeBytes its size
     * @param md5 lower-case hexadecimal
     * @param sha1 likewise
     * @param sha256 likewise
     */
    public record HashedFile(String name, long sizeBytes, String md5, String sha1, String sha256) {}
}
