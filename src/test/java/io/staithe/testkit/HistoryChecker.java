package io.staithe.testkit;

import io.staithe.catalog.RepositoryId;
import io.staithe.catalog.Revision;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares what clients were told with a repository's members, its revision log and a published index.
 *
 * <p>Packages are named as aptly reports them: {@code NAME_VERSION_ARCHITECTURE}. Reads the tables from outside, so
 * that it shares no statement with what it checks.
 */
public final class HistoryChecker {
    private final Connecting database;

    /** A checker of a database. */
    public HistoryChecker(TestDatabase database) {
        this(database::connect);
    }

    /** A checker of whatever database it is connected to. */
    public HistoryChecker(Connecting database) {
        this.database = database;
    }

    /** Makes connections. */
    public interface Connecting {
        /** One to be closed by who asked for it. */
        Connection connect() throws SQLException;
    }

    /**
     * All that is wrong with the repository of this name; nothing where history holds. Blocks.
     *
     * @param added what was acknowledged as added, and not removed since
     * @param removed what was acknowledged as removed, and not added since
     */
    public List<Violation> check(String repository, Collection<String> added, Collection<String> removed) {
        try (Connection connection = database.connect()) {
            History history = History.of(connection, repository);
            List<Violation> violations = new ArrayList<>(history.violations());
            Set<String> members = history.members();
            missing(added, members)
                    .forEach(name -> violations.add(new Violation(
                            Kind.ACKNOWLEDGED_PACKAGE_GONE,
                            name + " was acknowledged and is no member of " + repository)));
            removed.stream()
                    .filter(members::contains)
                    .forEach(name -> violations.add(new Violation(
                            Kind.REMOVED_PACKAGE_PRESENT, name + " was removed and is a member of " + repository)));
            return violations;
        } catch (SQLException broken) {
            throw new AssertionError("cannot read the history of " + repository, broken);
        }
    }

    /** What is wrong with a published index: each acknowledged package has to be in it. */
    public static List<Violation> published(Collection<String> added, Collection<String> index) {
        return missing(added, Set.copyOf(index)).stream()
                .map(name -> new Violation(
                        Kind.ACKNOWLEDGED_PACKAGE_UNPUBLISHED, name + " was acknowledged and is not in the index"))
                .toList();
    }

    private static Set<String> missing(Collection<String> expected, Set<String> found) {
        Set<String> missing = new TreeSet<>(expected);
        missing.removeAll(found);
        return missing;
    }

    /** What can be wrong. */
    public enum Kind {
        TWO_CHANGES_CLAIM_ONE_REVISION,
        REVISION_MISSING,
        CHAIN_BROKEN,
        LOG_AND_MEMBERS_DISAGREE,
        SLOT_HELD_TWICE,
        ACKNOWLEDGED_PACKAGE_GONE,
        REMOVED_PACKAGE_PRESENT,
        ACKNOWLEDGED_PACKAGE_UNPUBLISHED
    }

    /** Something that is wrong, in words. */
    public record Violation(Kind kind, String text) {}

    private record Interval(String key, String name, String slot, long since, long until) {
        boolean isOpen() {
            return until == Long.MAX_VALUE;
        }

        boolean overlaps(Interval other) {
            return since < other.until && other.since < until;
        }
    }

    private record History(long revision, List<Revision> log, List<Interval> intervals) {
        static History of(Connection connection, String repository) throws SQLException {
            try (PreparedStatement query = connection.prepareStatement(
                    "SELECT id, revision FROM repository WHERE name = ? AND dropped_at IS NULL")) {
                query.setString(1, repository);
                ResultSet row = query.executeQuery();
                if (!row.next()) {
                    throw new AssertionError("no repository " + repository);
                }
                long id = row.getLong(1);
                return new History(row.getLong(2), log(connection, id), intervals(connection, id));
            }
        }

        private static List<Revision> log(Connection connection, long id) throws SQLException {
            List<Revision> log = new ArrayList<>();
            try (PreparedStatement query =
                    connection.prepareStatement("SELECT number, at, task_id, caller, change, previous_hash, hash"
                            + " FROM revision WHERE repository_id = ? ORDER BY number, task_id")) {
                query.setLong(1, id);
                ResultSet row = query.executeQuery();
                while (row.next()) {
                    var change = new Revision.Change(
                            new RepositoryId(id),
                            row.getLong(1),
                            row.getObject(2, Timestamp.class).toInstant(),
                            row.getLong(3),
                            row.getString(4),
                            row.getString(5));
                    log.add(new Revision(change, hex(row.getBytes(6)), hex(row.getBytes(7))));
                }
            }
            return log;
        }

        private static String hex(byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }

        private static List<Interval> intervals(Connection connection, long id) throws SQLException {
            List<Interval> intervals = new ArrayList<>();
            try (PreparedStatement query = connection.prepareStatement(
                    "SELECT p.architecture, p.name, p.version, p.files_hash, encode(m.version_key, 'hex'),"
                            + " m.since_revision, coalesce(m.until_revision, 9223372036854775807)"
                            + " FROM membership m JOIN package p ON p.id = m.package_id WHERE m.repository_id = ?")) {
                query.setLong(1, id);
                ResultSet row = query.executeQuery();
                while (row.next()) {
                    String architecture = row.getString(1);
                    String name = row.getString(2);
                    String version = row.getString(3);
                    intervals.add(new Interval(
                            "P" + architecture + " " + name + " " + version + " " + row.getString(4),
                            name + "_" + version + "_" + architecture,
                            architecture + " " + name + " " + row.getString(5),
                            row.getLong(6),
                            row.getLong(7)));
                }
            }
            return intervals;
        }

        Set<String> members() {
            Set<String> members = new HashSet<>();
            intervals.stream().filter(Interval::isOpen).forEach(interval -> members.add(interval.name()));
            return members;
        }

        List<Violation> violations() {
            List<Violation> violations = new ArrayList<>();
            numbers(violations);
            chain(violations);
            slots(violations);
            replay(violations);
            return violations;
        }

        private void numbers(List<Violation> violations) {
            Map<Long, Integer> claims = new HashMap<>();
            log.forEach(row -> claims.merge(row.change().number(), 1, Integer::sum));
            claims.forEach((number, changes) -> {
                if (changes > 1) {
                    violations.add(new Violation(
                            Kind.TWO_CHANGES_CLAIM_ONE_REVISION, changes + " changes claim revision " + number));
                }
            });
            for (long number = 1; number <= revision; number++) {
                if (!claims.containsKey(number)) {
                    violations.add(new Violation(Kind.REVISION_MISSING, "no log row for revision " + number));
                }
            }
            claims.keySet().stream()
                    .filter(number -> number > revision)
                    .forEach(number -> violations.add(new Violation(
                            Kind.REVISION_MISSING,
                            "revision " + number + " is logged, the repository is at " + revision)));
        }

        private void chain(List<Violation> violations) {
            String previous = Revision.NO_HASH;
            for (Revision row : log) {
                if (!row.equals(Revision.after(row.previousHash(), row.change()))
                        || !row.previousHash().equals(previous)) {
                    violations.add(new Violation(
                            Kind.CHAIN_BROKEN,
                            "revision " + row.change().number() + " does not follow the one before"));
                }
                previous = row.hash();
            }
        }

        private void slots(List<Violation> violations) {
            Map<String, List<Interval>> bySlot = new HashMap<>();
            intervals.forEach(interval -> bySlot.computeIfAbsent(interval.slot(), slot -> new ArrayList<>())
                    .add(interval));
            bySlot.forEach((slot, held) -> {
                for (int one = 0; one < held.size(); one++) {
                    for (int other = one + 1; other < held.size(); other++) {
                        if (held.get(one).overlaps(held.get(other))) {
                            violations.add(new Violation(Kind.SLOT_HELD_TWICE, "two packages hold " + slot));
                        }
                    }
                }
            });
        }

        /** The log, read from the start, has to tell the intervals: which package since when, until when. */
        private void replay(List<Violation> violations) {
            Set<String> told = new TreeSet<>();
            Map<String, Long> open = new HashMap<>();
            for (Revision row : log) {
                for (String line : row.change().text().split("\n")) {
                    String key = line.isEmpty() ? "" : line.substring(1);
                    if (line.startsWith("-")) {
                        told.add(interval(
                                key, open.getOrDefault(key, -1L), row.change().number()));
                        open.remove(key);
                    } else if (line.startsWith("+")) {
                        open.put(
                                key.substring(0, key.indexOf(" sha256:")),
                                row.change().number());
                    }
                }
            }
            open.forEach((key, since) -> told.add(interval(key, since, Long.MAX_VALUE)));
            Set<String> kept = new TreeSet<>();
            intervals.forEach(each -> kept.add(interval(each.key(), each.since(), each.until())));
            missing(told, kept)
                    .forEach(each ->
                            violations.add(new Violation(Kind.LOG_AND_MEMBERS_DISAGREE, "only the log tells " + each)));
            missing(kept, told)
                    .forEach(each -> violations.add(
                            new Violation(Kind.LOG_AND_MEMBERS_DISAGREE, "the log does not tell " + each)));
        }

        private static String interval(String key, long since, long until) {
            return key + " from " + since + (until == Long.MAX_VALUE ? "" : " to " + until);
        }
    }
}
