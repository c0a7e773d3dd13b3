package io.staithe.graph;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;

/** What can go wrong with a picture. */
public enum GraphFault implements FaultCode {
    UNKNOWN_FORMAT("unknown-graph-format", "Graphs are not drawn in this format", Category.INVALID),
    NO_GRAPHVIZ("no-graphviz", "Graphviz is not installed", Category.UNAVAILABLE),
    NOT_DRAWN("graph-not-drawn", "Graphviz did not draw the graph", Category.UNPROCESSABLE);

    private final Label label;

    GraphFault(String slug, String title, Category category) {
        this.label = new Label(slug, title, category);
    }

    @Override
    public Label label() {
        return label;
    }
}
