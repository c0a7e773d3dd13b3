package io.staithe.deb;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The grammar of relation fields (Debian Policy 7.1): relations joined by commas, alternatives by vertical bars; one
 * that apt cannot read would spoil the whole index for its clients.
 */
final class Relations {
    private static final List<String> OF_BINARY =
            List.of("Depends", "Pre-Depends", "Recommends", "Suggests", "Enhances", "Breaks", "Conflicts", "Replaces");
    private static final List<String> OF_SOURCE = List.of(
            "Build-Depends",
            "Build-Depends-Arch",
            "Build-Depends-Indep",
            "Build-Conflicts",
            "Build-Conflicts-Arch",
            "Build-Conflicts-Indep");
    private static final List<String> WITHOUT_ALTERNATIVES = List.of(
            "Breaks", "Conflicts", "Replaces", "Provides", OF_SOURCE.get(3), OF_SOURCE.get(4), OF_SOURCE.get(5));
    private static final String TARGET =
            "([^\\s:\\[(<]++)(?::([a-z0-9-]++))?+\\s*+(?:\\(\\s*+(<<|<=|=|>=|>>)\\s*+([^\\s)]++)\\s*+\\))?+";
    private static final String RESTRICTIONS =
            "\\s*+(?:\\[\\s*+!?+[a-z0-9-]++(?:\\s++!?+[a-z0-9-]++)*+\\s*+])?+(?:\\s*+<\\s*+!?+[a-z0-9.+-]++"
                    + "(?:\\s++!?+[a-z0-9.+-]++)*+\\s*+>)*+";
    private static final Pattern BINARY = Pattern.compile(TARGET);
    private static final Pattern SOURCE = Pattern.compile(TARGET + RESTRICTIONS);
    private static final int OPERATOR = 3;
    private static final int VERSION = 4;

    private Relations() {}

    /** Refuses a relation field that is broken with {@link DebFault#BAD_RELATION}. */
    static void check(Stanza stanza, PackageKind kind) {
        if (kind == PackageKind.SOURCE) {
            OF_SOURCE.forEach(field -> checkField(stanza, field, SOURCE));
            return;
        }
        OF_BINARY.forEach(field -> checkField(stanza, field, BINARY));
        checkField(stanza, "Provides", BINARY);
    }

    private static void checkField(Stanza stanza, String field, Pattern form) {
        String value = stanza.get(field).orElse("");
        if (value.isBlank()) {
            return;
        }
        for (String group : value.split(",", -1)) {
            String[] alternatives = group.split("\\|", -1);
            if (alternatives.length > 1 && WITHOUT_ALTERNATIVES.contains(field)) {
                throw refusal(field, group, "must not have alternatives");
            }
            for (String relation : alternatives) {
                checkRelation(field, relation.strip(), form);
            }
        }
    }

    private static void checkRelation(String field, String relation, Pattern form) {
        Matcher matcher = form.matcher(relation);
        if (!matcher.matches()) {
            throw refusal(field, relation, "must be 'package[:architecture] [(<<|<=|=|>=|>> version)]'");
        }
        String operator = matcher.group(OPERATOR);
        if (field.equals("Provides") && operator != null && !operator.equals("=")) {
            throw refusal(field, relation, "may provide only exact versions");
        }
        try {
            new PackageName(matcher.group(1));
            if (operator != null) {
                new DebVersion(matcher.group(VERSION));
            }
        } catch (Refused part) {
            throw refusal(field, relation, "is broken: " + part.getMessage());
        }
    }

    private static Refused refusal(String field, String relation, String rule) {
        return new Refused(
                DebFault.BAD_RELATION, "field '" + field + "': relation '" + Fault.bounded(relation) + "' " + rule);
    }
}
