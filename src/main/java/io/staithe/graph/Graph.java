package io.staithe.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Things, and which is made of which, in the order in which they are put in: as text of graphviz's language (dot(1)).
 * Nodes and edges are written as aptly writes them, since clients read them with regular expressions: one on a line,
 * records behind white space, no spaces around an arrow. Not safe for threads.
 */
public final class Graph {
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final List<Edge> edges = new ArrayList<>();

    /**
     * Puts a thing in.
     *
     * @param id tells it from others
     * @param lines what it says of itself, line by line
     */
    public void put(String id, Kind kind, List<String> lines) {
        nodes.put(id, new Node(kind, List.copyOf(lines)));
    }

    /** Says that one thing is made of another; left out where one of both is not in it. */
    public void derive(String source, String made) {
        edges.add(new Edge(source, made));
    }

    /** The text, in which the longer side lies as the layout says. */
    public String text(Layout layout) {
        List<Edge> drawn = edges.stream()
                .filter(edge -> nodes.containsKey(edge.source()) && nodes.containsKey(edge.made()))
                .toList();
        boolean isDeep = isDeep(drawn);
        boolean leftToRight = layout == Layout.HORIZONTAL ? isDeep : !isDeep;
        StringBuilder text = new StringBuilder("digraph aptly {\n")
                .append("rankdir=")
                .append(leftToRight ? "LR" : "TB")
                .append(";\n")
                .append("node [fontname=\"sans-serif\"];\n");
        nodes.forEach((id, node) -> text.append('\t')
                .append(quoted(id))
                .append(" [ fillcolor=")
                .append(node.kind().colour)
                .append(", label=")
                .append(label(node.lines()))
                .append(", shape=Mrecord, style=filled ];\n"));
        drawn.forEach(edge -> text.append('\t')
                .append(quoted(edge.source()))
                .append("->")
                .append(quoted(edge.made()))
                .append(";\n"));
        return text.append("}\n").toString();
    }

    /** Whether the longest chain is at least as long as the widest rank. */
    private boolean isDeep(List<Edge> drawn) {
        Map<String, Integer> ranks = ranks(drawn);
        Map<Integer, Integer> widths = new HashMap<>();
        ranks.values().forEach(rank -> widths.merge(rank, 1, Integer::sum));
        return widths.size() >= highest(widths.values());
    }

    private static int highest(Collection<Integer> numbers) {
        return numbers.isEmpty() ? 0 : Collections.max(numbers);
    }

    /** How many things lie between each thing and the first one that it is made of; things that go round have none. */
    private Map<String, Integer> ranks(List<Edge> drawn) {
        Map<String, List<String>> made = new HashMap<>();
        Map<String, Integer> open = new HashMap<>();
        drawn.forEach(edge -> {
            made.computeIfAbsent(edge.source(), source -> new ArrayList<>()).add(edge.made());
            open.merge(edge.made(), 1, Integer::sum);
        });
        Map<String, Integer> ranks = new HashMap<>();
        Deque<String> ready = new ArrayDeque<>();
        nodes.keySet().stream().filter(id -> !open.containsKey(id)).forEach(id -> {
            ranks.put(id, 0);
            ready.add(id);
        });
        while (!ready.isEmpty()) {
            String source = ready.remove();
            int next = ranks.getOrDefault(source, 0) + 1;
            for (String derived : made.getOrDefault(source, List.of())) {
                ranks.merge(derived, next, Math::max);
                if (open.merge(derived, -1, Integer::sum) == 0) {
                    ready.add(derived);
                }
            }
        }
        return ranks;
    }

    /** A label of one line upon the other, in which nothing but itself is meant. */
    private static String label(List<String> lines) {
        return lines.stream()
                .map(line -> escaped(line).replaceAll("[{}|<>]", "\\\\$0"))
                .collect(Collectors.joining("|", "\"{", "}\""));
    }

    /** A quoted string, in which nothing but itself is meant. */
    private static String quoted(String text) {
        return '"' + escaped(text) + '"';
    }

    private static String escaped(String text) {
        StringBuilder quoted = new StringBuilder();
        text.chars().forEach(character -> {
            switch (character) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '&' -> quoted.append("&amp;");
                default -> quoted.append(Character.isISOControl(character) ? ' ' : (char) character);
            }
        });
        return quoted.toString();
    }

    /** What a thing is. */
    public enum Kind {
        REPOSITORY("mediumseagreen"),
        SNAPSHOT("cadetblue1"),
        PUBLICATION("darkolivegreen1");

        private final String colour;

        Kind(String colour) {
            this.colour = colour;
        }
    }

    private record Node(Kind kind, List<String> lines) {}

    private record Edge(String source, String made) {}
}
