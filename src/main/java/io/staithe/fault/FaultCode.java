package io.staithe.fault;

/** What a fault is about: one constant of a feature's enum, stable for scripts. */
public interface FaultCode {
    /** What every constant tells. */
    Label label();

    /** The stable name that clients may compare: lower case words joined by hyphens, unique in the product. */
    default String slug() {
        return label().slug();
    }

    /** One line for people, without values. */
    default String title() {
        return label().title();
    }

    /** The kind of failure, which decides the status. */
    default Category category() {
        return label().category();
    }

    /** What a constant tells: see the methods of these names. */
    record Label(String slug, String title, Category category) {}
}
