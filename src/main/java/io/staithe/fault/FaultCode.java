package io.staithe.fault;

/** What a fault is about: one constant of a feature's enum, stable for scripts. */
public interface FaultCode {
    /** The stable name that clients may compare: lower case words joined by hyphens, unique in the product. */
    String slug();

    /** One line for people, without values. */
    String title();

    /** The kind of failure, which decides the status. */
    Category category();
}
