package io.staithe.web.aptly.wire;

import io.staithe.publish.Publication.Change;
import io.staithe.publish.Publication.Signing;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The members that say how to publish, the same for a new publication and for an update. */
public final class PublishFields {
    private PublishFields() {}

    /** What is to change; what is absent keeps. */
    public static Change change(Fields fields) {
        return change(fields, fields.flag("SkipContents"));
    }

    /** What a new publication has; where it does not say whether it has Contents, this does. */
    public static Change ofNew(Fields fields, boolean skipContents) {
        Boolean said = fields.flag("SkipContents");
        return change(fields, said == null ? skipContents : said);
    }

    private static Change change(Fields fields, @Nullable Boolean skipContents) {
        return new Change(
                fields.text("Label"),
                fields.text("Origin"),
                fields.text("Version"),
                fields.text("SignedBy"),
                isSet(fields.text("NotAutomatic")),
                isSet(fields.text("ButAutomaticUpgrades")),
                skipContents,
                fields.flag("SkipBz2"),
                fields.flag("AcquireByHash"),
                fields.flag("MultiDist"),
                signing(fields.object("Signing")),
                fields.isOn("ForceOverwrite"));
    }

    private static @Nullable Boolean isSet(@Nullable String text) {
        return text == null ? null : Boolean.valueOf(text.equalsIgnoreCase("yes"));
    }

    private static @Nullable Signing signing(@Nullable Fields fields) {
        if (fields == null) {
            return null;
        }
        List<String> keys = Arrays.stream(fields.text("GpgKey", "").split(","))
                .map(String::strip)
                .filter(key -> !key.isEmpty())
                .toList();
        return new Signing(fields.isOn("Skip"), keys, fields.text("Passphrase"));
    }
}
