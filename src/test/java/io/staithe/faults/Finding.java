package io.staithe.faults;

import io.staithe.faults.calls.Archive;
import io.staithe.faults.calls.Workshop;
import io.staithe.faults.history.Evidence;
import io.staithe.faults.history.Evidence.Generation;
import io.staithe.faults.history.Evidence.Revision;
import io.staithe.faults.history.Evidence.State;
import io.staithe.faults.history.Item;
import io.staithe.faults.site.Site;
import io.staithe.testkit.AptlyClient;
import io.staithe.testkit.HistoryChecker;
import io.staithe.testkit.Sha256;
import io.staithe.testkit.ShownArchive;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects what is there when all is over: by statements of its own, from the disk, and as apt does. Blocks. */
final class Finding {
    private static final String MEMBERS =
            "SELECT p.name || '_' || p.version || '_' || p.architecture, encode(b.sha256, 'hex')"
                    + " FROM membership m JOIN package p ON p.id = m.package_id JOIN blob b ON b.id = p.blob_id"
                    + " WHERE m.repository_id = ? AND m.until_revision IS NULL";
    private static final String LOG = "SELECT number, change FROM revision WHERE repository_id = ? ORDER BY number";
    private static final String GENERATIONS = "SELECT g.publication_id, p.prefix, g.number, r.name, s.revision"
            + " FROM generation g JOIN publication p ON p.id = g.publication_id"
            + " JOIN generation_source s ON s.publication_id = g.publication_id AND s.number = g.number"
            + " JOIN repository r ON r.id = s.repository_id WHERE g.state = 'kept' AND p.dropped_at IS NULL";
    private static final String UPLOADS =
            "SELECT DISTINCT encode(b.sha256, 'hex') FROM upload_file f JOIN blob b ON b.id = f.blob_id";
    private static final String BLOBS = "SELECT location, encode(sha256, 'hex') FROM blob WHERE state = 'kept'";

    private final Site site;
    private final Workshop workshop;
    private final List<AptlyClient> clients;
    private final List<String> broken;

    private Finding(Site site, Workshop workshop, Collection<String> complaints) {
        this.site = site;
        this.workshop = workshop;
        this.clients = site.addresses().stream().map(Finding::client).toList();
        this.broken = new ArrayList<>(complaints);
    }

    private static AptlyClient client(URI address) {
        return new AptlyClient(address);
    }

    /** All of it, of publications that are named like their repositories and prefixes. */
    static Evidence of(Site site, Workshop workshop, List<String> publications, Collection<String> complaints)
            throws SQLException, IOException {
        Finding finding = new Finding(site, workshop, complaints);
        try (Connection connection = site.connect()) {
            return finding.evidence(connection, publications);
        }
    }

    private Evidence evidence(Connection connection, List<String> publications) throws SQLException, IOException {
        Map<String, State> repositories = new HashMap<>();
        try (ResultSet row =
                connection.createStatement().executeQuery("SELECT id, name FROM repository WHERE dropped_at IS NULL")) {
            while (row.next()) {
                repositories.put(row.getString(2), state(connection, row.getLong(1)));
                chain(row.getString(2));
            }
        }
        pool(connection);
        Map<String, String> sources = new HashMap<>();
        publications.forEach(name -> sources.put(name, name));
        publications.forEach(this::archives);
        return new Evidence(
                repositories, sources, snapshots(connection), uploads(connection), generations(connection), broken);
    }

    private static State state(Connection connection, long repository) throws SQLException {
        List<Item> members = new ArrayList<>();
        List<Revision> log = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(MEMBERS)) {
            query.setLong(1, repository);
            ResultSet row = query.executeQuery();
            while (row.next()) {
                members.add(new Item(row.getString(1), row.getString(2)));
            }
        }
        Map<String, Item> known = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(LOG)) {
            query.setLong(1, repository);
            ResultSet row = query.executeQuery();
            while (row.next()) {
                log.add(revision(row.getLong(1), row.getString(2), known));
            }
        }
        return new State(members, log);
    }

    private static Revision revision(long number, String change, Map<String, Item> known) {
        List<Item> added = new ArrayList<>();
        List<Item> removed = new ArrayList<>();
        for (String line : change.lines().toList()) {
            String[] words = line.split(" ");
            if (line.startsWith("+P")) {
                String key = line.substring(1, line.lastIndexOf(' '));
                Item item = new Item(slot(words), words[words.length - 1].substring("sha256:".length()));
                known.put(key, item);
                added.add(item);
            } else if (line.startsWith("-P")) {
                removed.add(known.getOrDefault(line.substring(1), new Item(slot(words), "never added")));
            }
        }
        return new Revision(number, added, removed);
    }

    private static String slot(String[] words) {
        return words[1] + "_" + words[2] + "_" + words[0].substring(2);
    }

    /** The hashes of the log, its numbers, and the intervals of membership. */
    private void chain(String repository) {
        new HistoryChecker(site::connect)
                .check(repository, List.of(), List.of())
                .forEach(violation -> broken.add(repository + ": " + violation.kind() + ": " + violation.text()));
    }

    private Map<String, List<Item>> snapshots(Connection connection) throws SQLException {
        Map<String, List<Item>> snapshots = new LinkedHashMap<>();
        try (ResultSet row =
                connection.createStatement().executeQuery("SELECT name FROM snapshot WHERE dropped_at IS NULL")) {
            while (row.next()) {
                List<Item> items = new ArrayList<>();
                clients.get(0)
                        .send("GET", "/api/snapshots/" + row.getString(1) + "/packages", null)
                        .expect(200)
                        .json()
                        .forEach(key -> items.add(workshop.item(key.asString())));
                snapshots.put(row.getString(1), items);
            }
        }
        return snapshots;
    }

    private static Set<String> uploads(Connection connection) throws SQLException {
        Set<String> uploads = new HashSet<>();
        try (ResultSet row = connection.createStatement().executeQuery(UPLOADS)) {
            while (row.next()) {
                uploads.add(row.getString(1));
            }
        }
        return uploads;
    }

    private List<Generation> generations(Connection connection) throws SQLException, IOException {
        List<Generation> generations = new ArrayList<>();
        try (ResultSet row = connection.createStatement().executeQuery(GENERATIONS)) {
            while (row.next()) {
                String root = "/snapshots/" + row.getLong(1) + "/" + row.getLong(3) + "/";
                String publication = row.getString(2);
                List<Item> shown = new Archive(path -> clients.get(0).get(root + path))
                        .read(publication).stream().map(Archive.Entry::item).toList();
                generations.add(new Generation(publication, row.getLong(3), row.getString(4), row.getLong(5), shown));
            }
        }
        return generations;
    }

    /** Every blob that is kept has its file. */
    private void pool(Connection connection) throws SQLException, IOException {
        try (ResultSet row = connection.createStatement().executeQuery(BLOBS)) {
            while (row.next()) {
                Path file = site.shared().resolve("pool").resolve(row.getString(1));
                if (!Files.exists(file) || !Sha256.hex(Files.readAllBytes(file)).equals(row.getString(2))) {
                    broken.add("the blob " + row.getString(2) + " has no such file at " + row.getString(1));
                }
            }
        }
    }

    /** Whatever an archive names is there: as each replica serves it, and on the disk. */
    private void archives(String publication) {
        for (AptlyClient client : clients) {
            whole(ShownArchive.served(path -> client.get("/apt/" + publication + "/" + path)), publication, "served");
        }
        whole(ShownArchive.onDisk(site.shared().resolve("public").resolve(publication)), publication, "on disk");
    }

    private void whole(ShownArchive archive, String publication, String where) {
        try {
            archive.files(publication);
        } catch (AssertionError | RuntimeException torn) {
            broken.add(publication + " " + where + ": " + torn.getMessage());
        }
    }
}
