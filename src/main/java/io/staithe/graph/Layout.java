package io.staithe.graph;

/** Which side of a picture is to be the longer one. */
public enum Layout {
    HORIZONTAL,
    VERTICAL
}
