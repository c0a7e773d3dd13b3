package io.staithe.graph;

import io.staithe.fault.Category;
import io.staithe.fault.FaultCode;

/** What can go wrong with a picture. */
public enum GraphFault implements FaultCode {
    UNKNOWN_FORMAT("unknown-graph-format", "Graphs are not drawn in this format", Category.INVALID),
    NO_GRAPHVIZ("no-graphviz", "Graphviz is not installed", Category.UNAVAILABLE),
    NOT_DRAWN("graph-not-drawn", "Graphviz did not draw the graph", Category.UNPROCESSABLE);

    private final String slug;
    private final String title;
    private final Category category;

    GraphFault(String slug, String title, Category category) {
        this.slug = slug;
        this.title = title;
        this.category = category;
    }

    @Override
    public String slug() {
        return slug;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public Category category() {
        return category;
    }
}
