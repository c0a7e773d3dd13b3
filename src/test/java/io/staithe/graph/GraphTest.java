package io.staithe.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.graph.Graph.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GraphTest {
    private final Graph graph = new Graph();

    @Test
    void anEmptyGraphIsOne() {
        assertThat(graph.text(Layout.HORIZONTAL))
                .startsWith("digraph aptly {\n")
                .endsWith("}\n");
    }

    @Test
    void thingsAndWhatIsMadeOfThemAreTold() {
        graph.put("a", Kind.REPOSITORY, List.of("Repo a", "pkgs: 1"));
        graph.put("b", Kind.SNAPSHOT, List.of("Snapshot b"));
        graph.derive("a", "b");
        graph.derive("gone", "b");
        assertThat(graph.text(Layout.HORIZONTAL))
                .contains(
                        "\t\"a\" [ fillcolor=mediumseagreen, label=\"{Repo a|pkgs: 1}\", shape=Mrecord, style=filled ];\n")
                .contains("\t\"a\"->\"b\";\n")
                .doesNotContain("gone");
    }

    @Test
    void namesMeanNothingButThemselves() {
        graph.put("\"];x [", Kind.REPOSITORY, List.of("<b>\\N\" &lt;\u0007", "{|}"));
        assertThat(graph.text(Layout.VERTICAL))
                .contains("\"\\\"];x [\" [ fillcolor=mediumseagreen, ")
                .contains("label=\"{\\<b\\>\\\\N\\\" &amp;lt; |\\{\\|\\}}\"");
    }

    @Test
    void aChainLiesAlongTheLongerSide() {
        chain(3, 1);
        assertThat(graph.text(Layout.HORIZONTAL)).contains("rankdir=LR");
        assertThat(graph.text(Layout.VERTICAL)).contains("rankdir=TB");
    }

    @Test
    void soDoManyShortOnes() {
        chain(2, 5);
        assertThat(graph.text(Layout.HORIZONTAL)).contains("rankdir=TB");
        assertThat(graph.text(Layout.VERTICAL)).contains("rankdir=LR");
    }

    private void chain(int length, int times) {
        for (int chain = 0; chain < times; chain++) {
            for (int number = 0; number < length; number++) {
                graph.put(chain + "/" + number, Kind.SNAPSHOT, List.of("s"));
                graph.derive(chain + "/" + (number - 1), chain + "/" + number);
            }
        }
    }
}
