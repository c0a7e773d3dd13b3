package io.staithe.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the alert rules and the dashboard ask Prometheus for. */
public final class Monitoring {
    private static final Path RULES = Path.of("config/prometheus/staithe.rules.yml");
    private static final Path BOARD = Path.of("config/grafana/staithe.json");
    private static final Pattern SELECTOR = Pattern.compile("([a-z_][a-z0-9_]*)\\{");
    private static final Pattern SAMPLE = Pattern.compile("^([a-z_][a-z0-9_]*)[{ ]", Pattern.MULTILINE);

    private Monitoring() {}

    /** The names of all metrics that rules and dashboard select. */
    public static Set<String> selected() throws IOException {
        return Stream.concat(ruleExpressions().stream(), boardExpressions().stream())
                .flatMap(expression -> SELECTOR.matcher(expression).results())
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The names of all samples in an answer to a scrape. */
    public static Set<String> samples(String scrape) {
        return SAMPLE.matcher(scrape)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The groups of alert rules, as YAML has them. */
    public static List<Map<String, Object>> groups() throws IOException {
        return StrictYaml.maps(StrictYaml.document(RULES), "groups");
    }

    /** All alert rules. */
    public static List<Map<String, Object>> alerts() throws IOException {
        return groups().stream()
                .flatMap(group -> StrictYaml.maps(group, "rules").stream())
                .toList();
    }

    private static List<String> ruleExpressions() throws IOException {
        return alerts().stream().map(rule -> (String) rule.get("expr")).toList();
    }

    private static List<String> boardExpressions() throws IOException {
        return new JsonMapper()
                .readTree(BOARD.toFile()).findValues("expr").stream()
                        .map(JsonNode::asString)
                        .toList();
    }
}
