package io.staithe.web.rest;

import io.staithe.publish.Kept;
import io.staithe.publish.Place;
import io.staithe.publish.Publication;
import io.staithe.publish.Publication.Change;
import io.staithe.publish.Publication.Options;
import io.staithe.publish.Publication.Signing;
import io.staithe.publish.SourceKind;
import io.staithe.publish.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Publications on the wire of the native API; what a call shows under {@code options}, a patch may set there. */
final class PublicationForms {
    private PublicationForms() {}

    static Map<String, Object> form(Publication publication) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("id", publication.id());
        form.put("place", place(publication.place()));
        form.put("generation", publication.generation());
        form.put("sourceKind", publication.sourceKind() == SourceKind.LOCAL ? "repository" : "snapshot");
        form.put("sources", publication.sources());
        form.put("architectures", publication.architectures());
        form.put("options", options(publication.options()));
        return form;
    }

    /** The same of a publication that a task wrote down as its value. */
    static Map<String, Object> form(JsonNode value) {
        return form(RestJson.read(value, Publication.class));
    }

    /** What a sender wants to know of it: where it is, and which generation shows the package. */
    static Map<String, Object> shown(JsonNode value) {
        Publication publication = RestJson.read(value, Publication.class);
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("id", publication.id());
        form.put("place", place(publication.place()));
        form.put("generation", publication.generation());
        return form;
    }

    private static Map<String, Object> place(Place place) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("storage", place.storage());
        form.put("prefix", place.prefix());
        form.put("distribution", place.distribution());
        return form;
    }

    static Map<String, @Nullable Object> form(Kept kept) {
        Instant validUntil = kept.validUntil();
        Map<String, @Nullable Object> form = new LinkedHashMap<>();
        form.put("number", kept.number());
        form.put("switchedAt", kept.switchedAt().toString());
        form.put("date", kept.releasedAt().toString());
        form.put("validUntil", validUntil == null ? null : validUntil.toString());
        form.put("packages", kept.packages());
        form.put("sources", kept.sources());
        return form;
    }

    /**
     * What is to change; what is absent stays.
     *
     * @param snapshots the URL template of the kept generations on this server
     */
    static Change change(Members body, String snapshots) {
        Members options = body.object("options");
        Members automatic = options.object("automatic");
        Terms.Automatic off = Terms.Automatic.OFF;
        Change change = new Change(
                options.text("label"),
                options.text("origin"),
                options.text("version"),
                options.text("signedBy"),
                options.flag("notAutomatic"),
                options.flag("butAutomaticUpgrades"),
                options.flag("skipContents"),
                options.flag("skipBz2", true),
                options.flag("acquireByHash"),
                options.flag("multiDist"),
                signing(options),
                Boolean.TRUE.equals(body.flag("forceOverwrite")),
                new Terms.Change(
                        options.text("suite"),
                        options.text("codename"),
                        options.text("description"),
                        options.duration("validFor", Duration.ZERO),
                        options.text("snapshots", snapshots),
                        options.texts("aliases"),
                        automatic.flag("enabled"),
                        automatic.duration("quiet", off.quiet()),
                        automatic.duration("within", off.within()),
                        pdiffs(options)));
        automatic.refuseOthers();
        options.refuseOthers();
        return change;
    }

    private static @Nullable Integer pdiffs(Members options) {
        Long pdiffs = options.number("pdiffs");
        return pdiffs == null ? null : (int) Math.max(-1, Math.min(pdiffs, Integer.MAX_VALUE));
    }

    private static @Nullable Signing signing(Members options) {
        Boolean skip = options.flag("skipSigning");
        List<String> keys = options.texts("keys");
        if (skip == null && keys == null) {
            return null;
        }
        return new Signing(Boolean.TRUE.equals(skip), Objects.requireNonNullElse(keys, List.of()), null);
    }

    private static Map<String, Object> options(Options options) {
        Terms terms = options.terms();
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("label", options.label());
        form.put("origin", options.origin());
        form.put("suite", terms.suite());
        form.put("codename", terms.codename());
        form.put("version", options.version());
        form.put("description", terms.description());
        form.put("validFor", terms.validFor().toString());
        form.put("notAutomatic", options.notAutomatic());
        form.put("butAutomaticUpgrades", options.butAutomaticUpgrades());
        form.put("pdiffs", terms.pdiffs());
        form.put("acquireByHash", !options.noByHash());
        form.put("signedBy", options.signedBy());
        form.put("snapshots", terms.snapshots());
        form.put("aliases", terms.aliases());
        form.put("automatic", automatic(terms.automatic()));
        form.put("multiDist", options.multiDist());
        form.put("skipContents", options.skipContents());
        form.put("skipBz2", options.skipBz2());
        form.put("skipSigning", options.skipSigning());
        form.put("keys", options.keys());
        return form;
    }

    private static Map<String, Object> automatic(Terms.Automatic automatic) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("enabled", automatic.isOn());
        form.put("quiet", automatic.quiet().toString());
        form.put("within", automatic.within().toString());
        return form;
    }
}
