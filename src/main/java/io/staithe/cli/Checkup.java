package io.staithe.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What a check of a server came to.
 *
 * @param task the task that it was
 * @param looked how many things were looked at, by part
 * @param repaired how many of the missing and different ones were repaired
 */
record Checkup(
        long task,
        Map<String, Long> looked,
        long missing,
        long different,
        long extra,
        long repaired,
        List<Finding> findings) {
    private static final int PAGE = 1000;

    /** Copies the list. */
    Checkup {
        findings = List.copyOf(findings);
    }

    /** Has a server checked, to its end. Blocks. */
    static Checkup run(Server server, boolean deep, boolean repair) {
        JsonNode wish = JsonNodeFactory.instance.objectNode().put("deep", deep).put("repair", repair);
        long task = server.call("POST", "v1/checks", wish).path("id").longValue();
        JsonNode ended = ended(server, task);
        String state = ended.path("state").asString("");
        if (!state.equals("succeeded")) {
            throw new Server.Unanswered("task " + task + " " + state + ": "
                    + ended.path("problem").path("detail").asString(""));
        }
        JsonNode value = ended.path("value");
        return new Checkup(
                task,
                looked(value.path("looked")),
                value.path("missing").longValue(),
                value.path("different").longValue(),
                value.path("extra").longValue(),
                value.path("repaired").longValue(),
                findings(server, task));
    }

    private static JsonNode ended(Server server, long task) {
        while (true) {
            JsonNode now = server.json("v1/tasks/" + task + "?wait=finished");
            String state = now.path("state").asString("");
            if (!state.equals("queued") && !state.equals("running")) {
                return now;
            }
        }
    }

    private static Map<String, Long> looked(JsonNode looked) {
        Map<String, Long> parts = new LinkedHashMap<>();
        looked.properties()
                .forEach(part -> parts.put(part.getKey(), part.getValue().longValue()));
        return parts;
    }

    private static List<Finding> findings(Server server, long task) {
        List<Finding> all = new ArrayList<>();
        JsonNode next = JsonNodeFactory.instance.numberNode(0);
        while (next.isNumber()) {
            JsonNode page = server.json("v1/checks/" + task + "?limit=" + PAGE + "&after=" + next.longValue());
            page.path("findings").forEach(found -> all.add(Finding.of(found)));
            next = page.path("next");
        }
        return all;
    }

    /** Whether nothing that was promised is missing or different, or all of it was repaired. */
    boolean isFine() {
        return missing + different == repaired;
    }

    /** A line for each finding, and one that sums up. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        findings.forEach(found -> lines.add(found.line()));
        long things = looked.values().stream().mapToLong(Long::longValue).sum();
        lines.add(things + " things were looked at: " + missing + " missing, " + different + " different, " + extra
                + " extra, " + repaired + " repaired");
        return lines;
    }

    /** What is wrong with a thing. */
    record Finding(
            String part,
            String kind,
            String subject,
            String wrong,
            @Nullable String repair) {
        private static Finding of(JsonNode found) {
            return new Finding(
                    found.path("part").asString(""),
                    found.path("kind").asString(""),
                    found.path("subject").asString(""),
                    found.path("wrong").asString(""),
                    found.path("repair").stringValueOpt().orElse(null));
        }

        private String line() {
            return kind + ": " + subject + ": " + wrong + (repair == null ? "" : "; repaired: " + repair);
        }
    }
}
