package io.staithe.testkit;

import static io.staithe.testkit.HostileDebs.withControlFile;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.staithe.deb.DebFault;
import io.staithe.testkit.HostileDebs.Accepted;
import io.staithe.testkit.HostileDebs.Case;
import java.util.ArrayList;
import java.util.List;

/** The cases of the control file. */
final class HostileControls {
    private static final String GOOD = DebBuilder.of("hostile").controlText();

    private HostileControls() {}

    static List<Case> refused() {
        List<Case> cases = new ArrayList<>();
        addText(cases);
        addSizes(cases);
        addIdentity(cases);
        addFields(cases);
        addRelations(cases);
        return cases;
    }

    static List<Accepted> accepted() {
        return List.of(
                good("empty lines at the end", GOOD + "\n\n"),
                good("fields that an index writes itself", GOOD + "Filename: ../../x\nSize: 1\nSHA256: 0\n"),
                good("names in another case", GOOD.replace("Package", "PACKAGE").replace("Version", "version")),
                good("a value that starts on the next line", GOOD + "X-List:\n one\n two\n"),
                good("a paragraph mark in the description", GOOD + " long\n .\n text\n"),
                good(
                        "relations of every form",
                        GOOD
                                + "Depends: libc6 (>= 2.36), aa:any | bb:arm64 (= 1:2-3),\n\tcc(<<4)\n"
                                + "Provides: virtual, versioned (= 1.0)\n"));
    }

    private static void addText(List<Case> cases) {
        cases.add(text("a second stanza", GOOD + "\nPackage: apt\nVersion: 99\n", DebFault.SEVERAL_STANZAS));
        cases.add(text("a blank line of a space", GOOD + " \nPackage: apt\n", DebFault.BLANK_CONTINUATION));
        cases.add(text("a blank line of a tab", GOOD + "\t\nPackage: apt\n", DebFault.BLANK_CONTINUATION));
        cases.add(text("a repeated field", GOOD + "package: apt\n", DebFault.DUPLICATE_FIELD));
        cases.add(text("a carriage return", GOOD + "X-A: b\rPackage: apt\n", DebFault.CONTROL_CHARACTER));
        cases.add(text("lines that end as in DOS", GOOD.replace("\n", "\r\n"), DebFault.CONTROL_CHARACTER));
        cases.add(text("a NUL", GOOD + "X-A: b\0c\n", DebFault.CONTROL_CHARACTER));
        cases.add(text("an escape", GOOD + "X-A: \033[2J\n", DebFault.CONTROL_CHARACTER));
        cases.add(text("a DEL", GOOD + "X-A: \177\n", DebFault.CONTROL_CHARACTER));
        cases.add(new Case(
                "latin 1 instead of UTF-8",
                withControlFile((GOOD + "X-A: \u00fc\n").getBytes(ISO_8859_1)),
                DebFault.NOT_UTF8));
        cases.add(text("no newline at the end", GOOD.stripTrailing(), DebFault.NO_FINAL_NEWLINE));
        cases.add(text("no text", "", DebFault.EMPTY_STANZA));
        cases.add(text("an empty line first", "\n" + GOOD, DebFault.EMPTY_STANZA));
        cases.add(text("a comment first", "# x\n" + GOOD, DebFault.COMMENT));
        cases.add(text("a comment within", GOOD + "# x\n", DebFault.COMMENT));
        cases.add(text("an OpenPGP header", "-----BEGIN PGP SIGNED MESSAGE-----\n\n" + GOOD, DebFault.PGP_HEADER));
        cases.add(text("a continuation first", " x\n" + GOOD, DebFault.LEADING_CONTINUATION));
        cases.add(text("a line without a colon", GOOD + "nonsense\n", DebFault.NOT_A_FIELD));
        cases.add(text("a field name with a blank", GOOD + "X A: b\n", DebFault.BAD_FIELD_NAME));
        cases.add(text("a field name that starts with -", GOOD + "-X: b\n", DebFault.BAD_FIELD_NAME));
        cases.add(text("a field without a name", GOOD + ": b\n", DebFault.BAD_FIELD_NAME));
        cases.add(text("a byte order mark", "\ufeff" + GOOD, DebFault.BAD_FIELD_NAME));
    }

    private static void addSizes(List<Case> cases) {
        cases.add(text("a field of 900 kB", GOOD + "X-A: " + "a".repeat(900_000) + "\n", DebFault.STANZA_TOO_LARGE));
        cases.add(text("a line of 200 kB", GOOD + "X-A: " + "a".repeat(200_000) + "\n", DebFault.LINE_TOO_LONG));
    }

    private static void addIdentity(List<Case> cases) {
        for (String name : List.of("x", "Upper", "../../etc", "a/b", "a b", "+a", "a_b", "a%2fb")) {
            cases.add(field("Package", name, DebFault.BAD_PACKAGE_NAME));
        }
        for (String version :
                List.of("v1.0", "1.0/2", "1_0", "1.0-", ":1", "1:", "a:1", "1.0:1", "2147483648:1", "..")) {
            cases.add(field("Version", version, DebFault.BAD_VERSION));
        }
        cases.add(field("Version", "1".repeat(300), DebFault.BAD_VERSION));
        for (String architecture : List.of("../x", "AMD64", "amd64 arm64", "-x")) {
            cases.add(field("Architecture", architecture, DebFault.BAD_ARCHITECTURE));
        }
        for (String architecture : List.of("any", "source", "linux-any", "any-amd64")) {
            cases.add(field("Architecture", architecture, DebFault.NOT_A_BINARY_ARCHITECTURE));
        }
        cases.add(field("Source", "../x", DebFault.BAD_PACKAGE_NAME));
        cases.add(field("Source", "hello (v1)", DebFault.BAD_VERSION));
        cases.add(field("Source", "hello world", DebFault.BAD_SOURCE));
        cases.add(field("Source", "hello (1.0", DebFault.BAD_SOURCE));
    }

    private static void addFields(List<Case> cases) {
        for (String field : List.of("Package", "Version", "Architecture", "Maintainer", "Description")) {
            cases.add(new Case(
                    "no " + field,
                    withControlFile(DebBuilder.of("hostile")
                            .without(field)
                            .controlText()
                            .getBytes(UTF_8)),
                    DebFault.MISSING_FIELD));
        }
        cases.add(field("Maintainer", "", DebFault.MISSING_FIELD));
        cases.add(field("Package", "hostile\n x", DebFault.FIELD_OF_SEVERAL_LINES));
        cases.add(field("Section", "misc\n x", DebFault.FIELD_OF_SEVERAL_LINES));
        cases.add(field("Essential", "maybe", DebFault.BAD_FIELD_VALUE));
        cases.add(field("Multi-Arch", "other", DebFault.BAD_FIELD_VALUE));
        cases.add(field("Installed-Size", "-1", DebFault.BAD_FIELD_VALUE));
        cases.add(text(
                "Multi-Arch same for all",
                GOOD.replace("amd64", "all") + "Multi-Arch: same\n",
                DebFault.BAD_FIELD_VALUE));
    }

    private static void addRelations(List<Case> cases) {
        for (String relation : List.of(
                "a b",
                "aa (",
                "aa (>= )",
                "aa (> 1)",
                "aa (>= v1)",
                "aa (>= 1) x",
                "aa,, bb",
                "aa,",
                "aa |",
                "a/b",
                "${misc:Depends}",
                "aa [amd64]",
                "aa <cross>",
                "aa:(>= 1)",
                "(>= 1)")) {
            cases.add(field("Depends", relation, DebFault.BAD_RELATION));
        }
        cases.add(field("Breaks", "aa | bb", DebFault.BAD_RELATION));
        cases.add(field("Provides", "aa (>= 1)", DebFault.BAD_RELATION));
        for (String name : List.of("Pre-Depends", "Recommends", "Suggests", "Enhances", "Conflicts", "Replaces")) {
            cases.add(field(name, "???", DebFault.BAD_RELATION));
        }
    }

    private static Case field(String name, String value, DebFault expected) {
        String shown = value.length() > 40 ? value.length() + " characters" : value.replace('\n', '|');
        return new Case(
                name + ": " + shown,
                withControlFile(DebBuilder.of("hostile")
                        .field(name, value)
                        .controlText()
                        .getBytes(UTF_8)),
                expected);
    }

    private static Case text(String name, String control, DebFault expected) {
        return new Case(name, withControlFile(control.getBytes(UTF_8)), expected);
    }

    private static Accepted good(String name, String control) {
        return new Accepted(name, withControlFile(control.getBytes(UTF_8)));
    }
}
