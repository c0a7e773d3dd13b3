package io.staithe.library.inclusion;

import io.staithe.deb.Stanza;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a repository as a text over the fields of a {@code .changes} file: <code>{{.Distribution}}-main</code>,
 * or
 * <code>{{index . "Changed-By"}}</code> for names with a hyphen. A field that is missing is empty.
 */
record NameTemplate(String text) {
    private static final Pattern ACTION = Pattern.compile(
            "\\{\\{\\s*+(?:\\.([A-Za-z][A-Za-z0-9_]*+)|index \\. \"([A-Za-z][A-Za-z0-9_-]*+)\")\\s*+}}");

    /** Refuses what is no template. */
    NameTemplate {
        String rest = ACTION.matcher(text).replaceAll("");
        if (rest.contains("{{") || rest.contains("}}")) {
            throw new Refused(
                    InclusionFault.BAD_TEMPLATE,
                    "error parsing repo template: '" + Fault.bounded(text)
                            + "' may hold {{.Field}} and {{index . \"Field-Name\"}} and no other action");
        }
    }

    /** Whether a name is a template at all. */
    static boolean isOne(String name) {
        return name.contains("{{");
    }

    /** The name that a file gives. */
    String name(Stanza fields) {
        return ACTION.matcher(text)
                .replaceAll(action ->
                        Matcher.quoteReplacement(fields.get(action.group(1) == null ? action.group(2) : action.group(1))
                                .orElse("")));
    }
}
