package io.staithe.publish;

import io.staithe.fault.Category;
import io.staithe.fault.Fault;
import io.staithe.fault.FaultCode;
import io.staithe.fault.Refused;

/** What can be wrong with publishing. */
public enum PublishFault implements FaultCode {
    UNKNOWN_PUBLICATION("unknown-publication", "There is no such publication", Category.MISSING),
    PUBLICATION_EXISTS("publication-exists", "The place is taken by another publication", Category.CONFLICT),
    SOURCES_GIVEN("sources-given", "Snapshots cannot be given for a publication of repositories", Category.INVALID),
    UNKNOWN_SOURCE("unknown-source", "A source that was chosen is not there", Category.MISSING),
    NO_SOURCE_CHANGES("no-source-changes", "The sources are not about to change", Category.MISSING),
    COMPONENT_EXISTS("component-exists", "The component has a source", Category.CONFLICT),
    UNKNOWN_COMPONENT("unknown-component", "There is no such component", Category.MISSING),
    NO_SOURCES("no-sources", "A publication needs a source", Category.INVALID),
    DISTRIBUTION_UNCLEAR("distribution-unclear", "The sources do not agree on a distribution", Category.INVALID),
    COMPONENT_UNCLEAR("component-unclear", "A source has no component", Category.INVALID),
    COMPONENT_TWICE("component-twice", "Two sources have one component", Category.INVALID),
    ARCHITECTURES_UNCLEAR("architectures-unclear", "The sources tell no architecture", Category.INVALID),
    BAD_PREFIX("bad-prefix", "Not a prefix", Category.INVALID),
    BAD_DISTRIBUTION("bad-distribution", "Not a distribution", Category.INVALID),
    BAD_COMPONENT("bad-component", "Not a component", Category.INVALID),
    BAD_OPTION("bad-publish-option", "Not a value for this field of a Release file", Category.INVALID),
    UNKNOWN_STORAGE("unknown-storage", "The storage is not configured", Category.INVALID),
    UNKNOWN_SIGNING_KEY("unknown-publishing-key", "There is no such signing key", Category.INVALID),
    ALIAS_TAKEN("alias-taken", "Another publication is served under the name", Category.CONFLICT),
    UNKNOWN_GENERATION("unknown-generation", "There is no such generation, or none any more", Category.MISSING),
    NO_SIGNING_KEY("no-signing-key", "There is no key to sign with", Category.UNPROCESSABLE),
    POOL_CONFLICT("pool-conflict", "A pool path has other bytes already", Category.CONFLICT),
    /** Another publish was faster: what this one did is rolled back, and it begins again. */
    OVERTAKEN("publish-overtaken", "The publication was changed meanwhile", Category.BUSY),
    PUBLISH_TOO_SLOW("publish-too-slow", "What the publish began with may be gone already", Category.CONFLICT);

    private static final String MISSING = "there is no publication '";

    private final Label label;

    PublishFault(String slug, String title, Category category) {
        this.label = new Label(slug, title, category);
    }

    /** Names a publication that is not there. */
    static Refused unknown(String what) {
        return new Refused(UNKNOWN_PUBLICATION, MISSING + Fault.bounded(what) + "'");
    }

    /** Names a publication that was there when its task was accepted. */
    public static Refused dropped(long publication) {
        return new Refused(UNKNOWN_PUBLICATION, MISSING + publication + "': it was dropped");
    }

    @Override
    public Label label() {
        return label;
    }
}
