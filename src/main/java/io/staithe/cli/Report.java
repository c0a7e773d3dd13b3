package io.staithe.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an audit found; of one thing only the first that is wrong with it. Not safe for threads. */
final class Report {
    private final Map<String, String> findings = new LinkedHashMap<>();
    private int repositories;
    private int receipts;
    private int files;

    /** Something is wrong with a thing. */
    void add(String thing, String wrong) {
        findings.putIfAbsent(thing, wrong);
    }

    /** Whether something is wrong with it already. */
    boolean has(String thing) {
        return findings.containsKey(thing);
    }

    /** A repository was looked at, with so many receipts. */
    void looked(int replayed) {
        repositories++;
        receipts += replayed;
    }

    /** So many published files were looked at. */
    void lookedAtFiles(int published) {
        files += published;
    }

    /** A line for each thing with which something is wrong. */
    List<String> findings() {
        List<String> lines = new ArrayList<>();
        findings.forEach((thing, wrong) -> lines.add(thing + ": " + wrong));
        return lines;
    }

    String summary() {
        return receipts + " receipts of " + repositories + " repositories and " + files
                + " published files were looked at, " + (findings.isEmpty() ? "nothing" : findings.size())
                + (findings.size() == 1 ? " is wrong" : findings.isEmpty() ? " is missing" : " are wrong");
    }
}
