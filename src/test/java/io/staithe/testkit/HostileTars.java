package io.staithe.testkit;

import static io.staithe.testkit.HostileDebs.controlTar;
import static io.staithe.testkit.HostileDebs.dataTar;
import static io.staithe.testkit.HostileDebs.withControlMember;
import static io.staithe.testkit.HostileDebs.withDataMember;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.staithe.deb.container.ContainerFault;
import io.staithe.testkit.HostileDebs.Accepted;
import io.staithe.testkit.HostileDebs.Case;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The cases of control.tar and data.tar. */
final class HostileTars {
    private static final byte[] CONTROL = DebBuilder.of("hostile").controlText().getBytes(UTF_8);

    private HostileTars() {}

    static List<Case> refused() {
        List<Case> cases = new ArrayList<>();
        addControlTars(cases);
        addControlEntries(cases);
        addBrokenTars(cases);
        addPaths(cases);
        addTypes(cases);
        addExtendedHeaders(cases);
        return cases;
    }

    static List<Accepted> accepted() {
        return List.of(
                new Accepted("a control file without ./", control(new TarBytes().file("control", CONTROL))),
                new Accepted(
                        "scripts beside the control file",
                        control(new TarBytes()
                                .directory("./")
                                .file("./control", CONTROL)
                                .file("./postinst", "#!/bin/sh\n".getBytes(UTF_8)))),
                new Accepted("a plain control.tar", withControlMember("control.tar", controlTar())),
                new Accepted(
                        "links in data, up and absolute",
                        data(new TarBytes()
                                .directory("./")
                                .file("./a", new byte[600])
                                .link("./b", '1', "./a")
                                .link("./c", '2', "../../etc/passwd")
                                .link("./d", '2', "/etc/passwd"))),
                new Accepted(
                        "a long path in data",
                        data(new TarBytes()
                                .entry("././@LongLink", 'L', ("./" + "a/".repeat(200) + "b\0").getBytes(UTF_8))
                                .file("./short", new byte[3]))),
                new Accepted(
                        "a pax path in data",
                        data(new TarBytes()
                                .entry("x", 'x', pax("path", "./ünï"))
                                .file("./short", new byte[3]))));
    }

    private static void addControlTars(List<Case> cases) {
        cases.add(new Case(
                "an empty control.tar",
                withControlMember("control.tar.gz", Squeeze.GZ.apply(new byte[10240])),
                ContainerFault.NO_CONTROL_FILE));
        cases.add(new Case(
                "no control file",
                control(new TarBytes().file("./md5sums", new byte[0])),
                ContainerFault.NO_CONTROL_FILE));
        cases.add(new Case(
                "two control files",
                control(new TarBytes().file("./control", CONTROL).file("control", CONTROL)),
                ContainerFault.SECOND_CONTROL_FILE));
        cases.add(new Case(
                "a control file of 2 MiB",
                control(new TarBytes().file("./control", new byte[2 << 20])),
                ContainerFault.CONTROL_FILE_TOO_LARGE));
        TarBytes many = new TarBytes().file("./control", CONTROL);
        for (int i = 0; i < 1000; i++) {
            many.file("./" + i, new byte[0]);
        }
        cases.add(new Case("1001 entries in control.tar", control(many), ContainerFault.TOO_MANY_ENTRIES));
    }

    private static void addControlEntries(List<Case> cases) {
        cases.add(controlPath(".//control", ContainerFault.BAD_CONTROL_PATH));
        cases.add(controlPath("././control", ContainerFault.BAD_CONTROL_PATH));
        cases.add(controlPath("/control", ContainerFault.ABSOLUTE_PATH));
        cases.add(controlPath("../control", ContainerFault.PARENT_PATH));
        cases.add(controlPath("./x/../control", ContainerFault.PARENT_PATH));
        cases.add(controlPath("control\0x", ContainerFault.BAD_PATH_CHARACTER));
        cases.add(controlPath("Control", ContainerFault.NO_CONTROL_FILE));
        for (char type : new char[] {'1', '2', '3', '6'}) {
            cases.add(new Case(
                    "control is of type " + type,
                    control(new TarBytes().link("./control", type, "md5sums")),
                    ContainerFault.CONTROL_NOT_A_FILE));
        }
        cases.add(new Case(
                "control is a directory",
                control(new TarBytes().directory("./control/")),
                ContainerFault.CONTROL_NOT_A_FILE));
        cases.add(new Case(
                "a link in control.tar",
                control(new TarBytes().file("./control", CONTROL).link("./preinst", '2', "/bin/sh")),
                ContainerFault.BAD_ENTRY_TYPE));
    }

    private static Case controlPath(String path, ContainerFault expected) {
        return new Case(
                "control as '" + path.replace("\0", "\\0") + "'",
                control(new TarBytes().file(path, CONTROL)),
                expected);
    }

    private static void addBrokenTars(List<Case> cases) {
        byte[] unfinished = new TarBytes().file("./control", CONTROL).unfinished();
        cases.add(new Case(
                "control.tar without its end",
                withControlMember("control.tar", unfinished),
                ContainerFault.TRUNCATED_TAR));
        cases.add(new Case(
                "a file larger than its tar",
                withDataMember("data.tar", TarBytes.header("./big", '0', 1L << 40, "")),
                ContainerFault.TRUNCATED_TAR));
        cases.add(new Case(
                "a gzip of nothing as data",
                withDataMember("data.tar.gz", Squeeze.GZ.apply(new byte[0])),
                ContainerFault.TRUNCATED_TAR));
        byte[] badSum = TarBytes.header("./x", '0', 0, "");
        badSum[0] = '!';
        cases.add(new Case("a wrong checksum", data(new TarBytes().raw(badSum)), ContainerFault.BAD_TAR));
        byte[] noSum = TarBytes.header("./x", '0', 0, "");
        noSum[150] = '!';
        cases.add(new Case("a checksum that is no number", data(new TarBytes().raw(noSum)), ContainerFault.BAD_TAR));
        byte[] old = TarBytes.header("./x", '0', 0, "");
        Arrays.fill(old, 257, 265, (byte) 0);
        cases.add(new Case(
                "a tar of the old form", data(new TarBytes().raw(TarBytes.sealed(old))), ContainerFault.BAD_TAR));
        byte[] negative = TarBytes.header("./x", '0', 0, "");
        Arrays.fill(negative, 124, 136, (byte) 0xff);
        cases.add(new Case(
                "a negative size", data(new TarBytes().raw(TarBytes.sealed(negative))), ContainerFault.BAD_TAR));
        cases.add(new Case("an empty path", data(new TarBytes().file("", new byte[0])), ContainerFault.BAD_TAR));
        cases.add(new Case(
                "a second tar after the first",
                withDataMember(
                        "data.tar.gz",
                        Squeeze.GZ.apply(
                                new TarBytes().raw(dataTar()).raw(dataTar()).unfinished())),
                ContainerFault.AFTER_TAR));
    }

    private static void addPaths(List<Case> cases) {
        cases.add(dataPath("./../../tmp/x", ContainerFault.PARENT_PATH));
        cases.add(dataPath("..", ContainerFault.PARENT_PATH));
        cases.add(dataPath("/etc/passwd", ContainerFault.ABSOLUTE_PATH));
        cases.add(dataPath("./a\0b", ContainerFault.BAD_PATH_CHARACTER));
        cases.add(dataPath("./a\nb", ContainerFault.BAD_PATH_CHARACTER));
        cases.add(new Case(
                "a hard link to '../x'", data(new TarBytes().link("./x", '1', "../x")), ContainerFault.PARENT_PATH));
        cases.add(new Case(
                "a path of 5000 bytes",
                data(new TarBytes().entry("L", 'L', "a/".repeat(2500).getBytes(UTF_8))),
                ContainerFault.LONG_PATH));
        cases.add(new Case(
                "a long name of 1 GiB",
                data(new TarBytes().raw(TarBytes.header("L", 'L', 1 << 30, ""))),
                ContainerFault.LONG_PATH));
    }

    private static Case dataPath(String path, ContainerFault expected) {
        return new Case(
                "data path '" + path.replace("\0", "\\0").replace("\n", "\\n") + "'",
                data(new TarBytes().file(path, new byte[3])),
                expected);
    }

    private static void addTypes(List<Case> cases) {
        for (char type : new char[] {'3', '4', '6'}) {
            cases.add(new Case(
                    "a device of type " + type, data(new TarBytes().link("./dev/x", type, "")), ContainerFault.DEVICE));
        }
        cases.add(new Case(
                "a sparse file", data(new TarBytes().entry("./x", 'S', new byte[3])), ContainerFault.SPARSE_FILE));
        cases.add(new Case(
                "an unknown type", data(new TarBytes().entry("./x", 'Q', new byte[3])), ContainerFault.BAD_ENTRY_TYPE));
        cases.add(new Case(
                "a file with a slash at its end",
                data(new TarBytes().file("./x/", new byte[3])),
                ContainerFault.BAD_ENTRY_TYPE));
        cases.add(new Case(
                "a link with a body",
                data(new TarBytes().entry("./x", '2', new byte[512])),
                ContainerFault.BODY_OF_NO_FILE));
        cases.add(new Case(
                "a directory with a body",
                data(new TarBytes().entry("./x/", '5', new byte[512])),
                ContainerFault.BODY_OF_NO_FILE));
    }

    private static void addExtendedHeaders(List<Case> cases) {
        cases.add(extended("pax path '../x'", 'x', pax("path", "../x"), ContainerFault.PARENT_PATH));
        cases.add(extended("pax path with NUL", 'x', pax("path", "a\0b"), ContainerFault.BAD_PATH_CHARACTER));
        cases.add(extended("pax size past the end", 'x', pax("size", "99999999999"), ContainerFault.TRUNCATED_TAR));
        cases.add(extended("pax size -1", 'x', pax("size", "-1"), ContainerFault.BAD_TAR));
        cases.add(extended("pax sparse", 'x', pax("GNU.sparse.major", "1"), ContainerFault.SPARSE_FILE));
        cases.add(extended("pax path for all", 'g', pax("path", "x"), ContainerFault.BAD_TAR));
        cases.add(extended("pax record too long", 'x', "99 path=x\n".getBytes(UTF_8), ContainerFault.BAD_TAR));
        cases.add(extended("pax without length", 'x', "path=x\n".getBytes(UTF_8), ContainerFault.BAD_TAR));
        cases.add(extended("pax of 100 kB", 'x', new byte[100_000], ContainerFault.LARGE_TAR_HEADER));
        cases.add(new Case(
                "two long names for one entry",
                data(new TarBytes()
                        .entry("L", 'L', "./a\0".getBytes(UTF_8))
                        .entry("L", 'L', "./b\0".getBytes(UTF_8))
                        .file("./c", new byte[0])),
                ContainerFault.BAD_TAR));
    }

    private static Case extended(String name, char type, byte[] records, ContainerFault expected) {
        return new Case(name, data(new TarBytes().entry("pax", type, records).file("./x", new byte[3])), expected);
    }

    private static byte[] pax(String key, String value) {
        String record = " " + key + "=" + value + "\n";
        int length = record.getBytes(UTF_8).length + 2;
        return String.format(Locale.ROOT, "%02d%s", length, record).getBytes(UTF_8);
    }

    private static byte[] control(TarBytes tar) {
        return withControlMember("control.tar.gz", Squeeze.GZ.apply(tar.finished()));
    }

    private static byte[] data(TarBytes tar) {
        return withDataMember("data.tar.gz", Squeeze.GZ.apply(tar.finished()));
    }
}
