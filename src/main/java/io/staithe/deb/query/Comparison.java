package io.staithe.deb.query;

/** How a condition compares a value; the order is that of Debian versions, whatever the field. */
public enum Comparison {
    /** There is a value. */
    PRESENT,
    LESS,
    LESS_OR_EQUAL,
    EQUAL,
    GREATER_OR_EQUAL,
    GREATER,
    /** The whole value fits a shell pattern. */
    GLOB,
    /** A regular expression is found in the value. */
    REGEX
}
