package io.staithe.cli;

import io.staithe.cli.Chain.Addition;
import io.staithe.cli.PublishedIndex.Expected;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Holds what a server acknowledged against what it has: the log against itself, the catalogue against the log, the
 * receipts against the key, the bytes against the receipts, the published indexes and files against the generations
 * that receipts name. Changes that come meanwhile are no findings. Blocks.
 */
final class Audit {
    private static final int PAGE = 1000;
    private static final int ROUNDS = 100;

    private final Server server;
    private final PublicKey key;
    private final Report report = new Report();
    private final Map<String, Chain> chains = new LinkedHashMap<>();
    private final Map<Long, List<Expected>> published = new LinkedHashMap<>();

    /**
     * An audit of a server.
     *
     * @param key what checks its receipts; null for the key that the server tells
     */
    Audit(Server server, @Nullable PublicKey key) {
        this.server = server;
        this.key = key == null ? PublicKeyFile.parse(server.text("v1/keys/receipts")) : key;
    }

    /**
     * Looks at everything.
     *
     * @param repositories their names; none for all
     * @param kept receipts that clients kept
     */
    Report run(List<String> repositories, List<Receipt> kept) {
        if (repositories.isEmpty()) {
            repositories().forEach(this::lookUnlessDropped);
        } else {
            repositories.forEach(this::look);
        }
        kept.forEach(this::look);
        published.forEach((publication, expected) -> new PublishedIndex(server, publication).look(expected, report));
        return report;
    }

    private List<String> repositories() {
        return server.json("api/repos")
                .valueStream()
                .map(repository -> repository.path("Name").asString(""))
                .toList();
    }

    private void lookUnlessDropped(String repository) {
        try {
            look(repository);
        } catch (Server.Unanswered failed) {
            if (!failed.isMissing() || repositories().contains(repository)) {
                throw failed;
            }
        }
    }

    private void look(String repository) {
        Chain chain = new Chain();
        chains.put(repository, chain);
        Set<String> listed = listed(repository, chain);
        chain.faults().forEach(fault -> report.add("the log of " + repository, fault));
        List<Addition> present = new ArrayList<>();
        for (Addition addition : chain.present()) {
            if (listed.remove(addition.key())) {
                present.add(addition);
            } else {
                report.add(
                        thing(repository, addition.key()),
                        "was added by receipt " + addition.receipt() + ", and is not in the catalogue");
            }
        }
        listed.forEach(other -> report.add(thing(repository, other), "is in the catalogue, and not in the log"));
        lookAtBytes(repository, chain, present);
        lookAtReceipts(repository, present);
        report.looked(chain.additions());
    }

    /** The packages of the catalogue as of the end of the log, whatever comes meanwhile. */
    private Set<String> listed(String repository, Chain chain) {
        follow(repository, chain);
        for (int round = 0; round < ROUNDS; round++) {
            Set<String> keys = new HashSet<>();
            server.json("api/repos/" + Server.segment(repository) + "/packages")
                    .valueStream()
                    .forEach(each -> keys.add(each.asString("")));
            if (follow(repository, chain) == 0) {
                return keys;
            }
        }
        throw new Server.Unanswered("repository " + repository + " changes faster than it can be read");
    }

    /** Follows the log to its end; how many rows came. */
    private int follow(String repository, Chain chain) {
        String path = "v1/repositories/" + Server.segment(repository) + "/revisions?limit=" + PAGE + "&after=";
        int followed = 0;
        JsonNode rows = server.json(path + chain.number());
        while (!rows.isEmpty()) {
            rows.valueStream().forEach(chain::follow);
            followed += rows.size();
            rows = server.json(path + chain.number());
        }
        return followed;
    }

    /** The bytes of what no repository has any more are not told: the log says what was removed meanwhile. */
    private void lookAtBytes(String repository, Chain chain, List<Addition> present) {
        List<Addition> gone = new ArrayList<>();
        server.lengths(present, addition -> "v1/blobs/sha256:" + addition.sha256(), (addition, length) -> {
            if (length.isEmpty()) {
                gone.add(addition);
            }
        });
        if (!gone.isEmpty()) {
            follow(repository, chain);
        }
        gone.stream()
                .filter(chain::holds)
                .forEach(addition -> report.add(
                        thing(repository, addition.key()),
                        "was added by receipt " + addition.receipt() + ", and its bytes are gone"));
    }

    private void lookAtReceipts(String repository, List<Addition> present) {
        server.all(
                present,
                addition -> "v1/receipts/" + addition.receipt(),
                (addition, receipt) -> look(thing(repository, addition.key()), addition, Receipt.of(receipt)));
    }

    private void look(String thing, Addition addition, Receipt receipt) {
        if (!receipt.isSigned(key) || !receipt.id().equals(addition.receipt())) {
            report.add(thing, "has no receipt " + addition.receipt() + " that the key has signed");
        }
        receipt.shownBy()
                .valueStream()
                .forEach(showing -> published
                        .computeIfAbsent(showing.path("publication").longValue(), id -> new ArrayList<>())
                        .add(new Expected(
                                thing, addition, showing.path("lastGeneration").longValue())));
    }

    /** A receipt that a client kept has to be signed, and in the log; the package may have been removed since. */
    private void look(Receipt kept) {
        String thing = "receipt " + kept.id();
        if (!kept.isSigned(key)) {
            report.add(thing, "is not signed by the key");
            return;
        }
        Chain chain = chains.get(kept.repository());
        if (chain == null) {
            report.add(thing, "is of repository " + kept.repository() + ", which was not looked at");
            return;
        }
        if (!chain.hash(kept.revision()).filter(kept.log()::equals).isPresent()) {
            report.add(thing, "is of another history: revision " + kept.revision() + " had the hash " + kept.log());
        }
        if (chain.addition(kept.id()).isEmpty()) {
            report.add(thing, "is not in the log of " + kept.repository());
        }
    }

    private static String thing(String repository, String key) {
        return repository + " " + key;
    }
}
