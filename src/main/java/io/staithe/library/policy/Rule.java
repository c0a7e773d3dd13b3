package io.staithe.library.policy;

/** The rules that an addition may break, by the members of the document that set them. */
public enum Rule {
    ARCHITECTURES("architectures"),
    SECTIONS("sections"),
    NAMES("names"),
    VERSIONS("versions"),
    HIGHER_VERSION("higherVersion"),
    QUOTA("quota"),
    RETENTION("retention"),
    SIGNED_BY("signedBy"),
    HOOK("hook");

    private final String member;

    Rule(String member) {
        this.member = member;
    }

    /** The member of the document. */
    public String member() {
        return member;
    }
}
