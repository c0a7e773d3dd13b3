package io.staithe.cli;

import java.security.PublicKey;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** A receipt as a client has it: what counts is what is signed. */
record Receipt(String statement, String signature, JsonNode shownBy) {
    static Receipt of(JsonNode receipt) {
        return new Receipt(
                receipt.path("statement").asString(""),
                receipt.path("signature").asString(""),
                receipt.path("shownBy"));
    }

    boolean isSigned(PublicKey key) {
        return PublicKeyFile.hasSigned(key, statement, signature);
    }

    String id() {
        return value("id");
    }

    String repository() {
        return value("repository");
    }

    String log() {
        return value("log");
    }

    long revision() {
        String revision = value("revision");
        return revision.matches("\\d{1,18}") ? Long.parseLong(revision) : 0;
    }

    private String value(String word) {
        Map<String, String> lines = statement
                .lines()
                .filter(line -> line.indexOf(' ') > 0)
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf(' ')),
                        line -> line.substring(line.indexOf(' ') + 1),
                        (first, second) -> first));
        return lines.getOrDefault(word, "?");
    }
}
