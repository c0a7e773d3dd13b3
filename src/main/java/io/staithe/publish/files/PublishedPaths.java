package io.staithe.publish.files;

import io.staithe.archive.ArchivePaths;
import io.staithe.publish.ArchiveView.Group;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;

/**
 * The layout of a published storage on a file system. What the URLs of an archive look like is drawn in
 * {@link ArchivePaths}; this adds where generations are kept and how links lead to them.
 *
 * <pre>
 * PREFIX/pool/…                                    hard links to blobs (copies where links cannot reach)
 * PREFIX/dists/FIRST                               link to the node of FIRST; the way in for outside web servers
 * .staithe/
 *   publications/ID/TASK-ATTEMPT-TRY/dists/…       a generation, as its attempt staged it; never renamed
 *   publications/ID/TASK-ATTEMPT-TRY/dists/…/by-hash   link to the index's directory below
 *   publications/ID/TASK-ATTEMPT-TRY/manifest      digest, size and path of each of its files
 *   publications/ID/by-hash/INDEX-DIRECTORY/SHA256/HEX  files of all generations of an index, only added to
 *   publications/ID/parts/HEX                      of a form of an index that is not written: the parts that it is
 *   publications/ID/current                        link to TASK-ATTEMPT-TRY/dists
 *   scaffolds/ID/                                  a distribution that is none, but others lie under it
 *   temporary/                                     links and copies on their way to their names
 * </pre>
 *
 * <p>A node is a publication's {@code current} or a scaffold; where {@code a/b} is published, the directory of the node
 * of {@code a} has a link {@code b} to the node of {@code a/b}. All links are relative, so the storage may be moved.
 *
 * @param root absolute
 */
public record PublishedPaths(Path root) {
    /** In a manifest, before the path of a file that is not written: its parts are. */
    static final String VIRTUAL = "*";

    private static final String OWN = ".staithe";

    /** The place in the database for what an attempt stages. */
    public static String staging(long publication, String attempt) {
        return publication + "/" + attempt;
    }

    /** The publication of a place in the database. */
    static long publicationOf(String staging) {
        return Long.parseLong(staging.substring(0, staging.indexOf('/')));
    }

    /** A place below a directory; any other is no place. */
    Path inside(Path directory, String place) throws IOException {
        Path path = directory.resolve(place).normalize();
        if (path.equals(directory) || !path.startsWith(directory)) {
            throw new IOException("the path " + place + " is outside " + directory);
        }
        return path;
    }

    /** A path below a prefix, relative to the storage. */
    public static String below(String prefix, String path) {
        return prefix.equals(".") ? path : prefix + "/" + path;
    }

    /** The directory of a distribution as it is seen, relative to the storage, with a slash at its end. */
    public static String seen(String prefix, String distribution) {
        return below(prefix, ArchivePaths.DISTS + "/" + distribution + "/");
    }

    /** The pool of a prefix as it is seen, relative to the storage, with a slash at its end. */
    public static String seenPool(String prefix) {
        return below(prefix, ArchivePaths.POOL + "/");
    }

    Path prefix(String prefix) {
        return prefix.equals(".") ? root : root.resolve(prefix);
    }

    Path pool(String prefix) {
        return prefix(prefix).resolve(ArchivePaths.POOL);
    }

    Path outside(Group group) {
        return prefix(group.prefix()).resolve(ArchivePaths.DISTS).resolve(group.first());
    }

    Path publication(long id) {
        return publications().resolve(Long.toString(id));
    }

    Path current(long id) {
        return publication(id).resolve("current");
    }

    Path byHash(long id) {
        return publication(id).resolve(ArchivePaths.BY_HASH);
    }

    Path parts(long id) {
        return publication(id).resolve("parts");
    }

    Path parts(long id, String sha256) {
        return parts(id).resolve(sha256);
    }

    Path generation(String staging) {
        return publications().resolve(staging);
    }

    Path dists(String staging) {
        return generation(staging).resolve(ArchivePaths.DISTS);
    }

    Path manifest(String staging) {
        return generation(staging).resolve("manifest");
    }

    Path scaffold(Group group, String distribution) {
        String name = group.prefix() + "\n" + distribution;
        return root.resolve(OWN)
                .resolve("scaffolds")
                .resolve(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))
                        .toString());
    }

    /** Where links and copies wait for their names, and what has none for its end. */
    public Path temporary() {
        return root.resolve(OWN).resolve("temporary");
    }

    /** The directories of all publications. */
    Path publications() {
        return root.resolve(OWN).resolve("publications");
    }
}
