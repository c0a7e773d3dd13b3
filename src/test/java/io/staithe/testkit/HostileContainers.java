package io.staithe.testkit;

import static io.staithe.testkit.HostileDebs.begun;
import static io.staithe.testkit.HostileDebs.controlTar;
import static io.staithe.testkit.HostileDebs.dataTar;
import static io.staithe.testkit.HostileDebs.whole;
import static io.staithe.testkit.HostileDebs.withControl;
import static io.staithe.testkit.HostileDebs.withControlMember;
import static io.staithe.testkit.HostileDebs.withDataMember;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.staithe.deb.container.ContainerFault;
import io.staithe.testkit.HostileDebs.Accepted;
import io.staithe.testkit.HostileDebs.Case;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The cases of the ar archive, the order of members, and compression. */
final class HostileContainers {
    private static final byte[] GZ_CONTROL = Squeeze.GZ.apply(controlTar());
    private static final byte[] GZ_DATA = Squeeze.GZ.apply(dataTar());

    private HostileContainers() {}

    static List<Case> refused() {
        List<Case> cases = new ArrayList<>();
        addArchive(cases);
        addHeaders(cases);
        addFormat(cases);
        addOrder(cases);
        addStrangers(cases);
        addMissing(cases);
        addSecondMembers(cases);
        addCompression(cases);
        addBrokenCompression(cases);
        addBombs(cases);
        return cases;
    }

    static List<Accepted> accepted() {
        return List.of(
                new Accepted(
                        "names with a trailing slash",
                        new ArBytes()
                                .member("debian-binary/", "2.0\n")
                                .member("control.tar.gz/", GZ_CONTROL)
                                .member("data.tar.gz/", GZ_DATA)
                                .bytes()),
                new Accepted(
                        "a later minor format with more lines",
                        new ArBytes()
                                .member("debian-binary", "2.7\nmore\n")
                                .member("control.tar.gz", GZ_CONTROL)
                                .member("data.tar.gz", GZ_DATA)
                                .bytes()),
                new Accepted(
                        "signature members in between and at the end",
                        begun().member("_a", "1")
                                .member("control.tar.gz", GZ_CONTROL)
                                .member("_b", "22")
                                .member("data.tar.gz", GZ_DATA)
                                .member("_gpgorigin", "333")
                                .bytes()),
                new Accepted("an empty tar as data", withDataMember("data.tar", new byte[10240])));
    }

    private static void addArchive(List<Case> cases) {
        byte[] good = whole().bytes();
        cases.add(new Case("no bytes", new byte[0], ContainerFault.NOT_AN_AR));
        cases.add(new Case("no ar archive", "PK\3\4 a zip".getBytes(ISO_8859_1), ContainerFault.NOT_AN_AR));
        cases.add(new Case("only the magic", new ArBytes().bytes(), ContainerFault.NO_DEBIAN_BINARY));
        cases.add(new Case("a stray byte at the end", whole().text("x").bytes(), ContainerFault.STRAY_BYTES));
        cases.add(new Case(
                "cut in the last member", Arrays.copyOf(good, good.length - 20), ContainerFault.MEMBER_PAST_END));
        cases.add(new Case(
                "odd last member without padding",
                whole().raw(ArBytes.header("_x", 1)).text("x").bytes(),
                ContainerFault.BAD_AR_PADDING));
        cases.add(new Case(
                "padding that is no newline",
                whole().raw(ArBytes.header("_x", 1)).text("xx").bytes(),
                ContainerFault.BAD_AR_PADDING));
        ArBytes many = whole();
        for (int i = 0; i < 100; i++) {
            many.member("_" + i, "");
        }
        cases.add(new Case("a hundred members", many.bytes(), ContainerFault.TOO_MANY_MEMBERS));
    }

    private static void addHeaders(List<Case> cases) {
        for (String size : List.of("-5", "0x10", "", "1 2", "+3")) {
            cases.add(new Case(
                    "size '" + size + "'",
                    withControl()
                            .raw(ArBytes.header("data.tar.gz", "0", "0", "0", size))
                            .raw(GZ_DATA)
                            .bytes(),
                    ContainerFault.BAD_AR_SIZE));
        }
        cases.add(new Case(
                "size of 9999999999",
                withControl()
                        .raw(ArBytes.header("data.tar.gz", 9_999_999_999L))
                        .raw(GZ_DATA)
                        .bytes(),
                ContainerFault.MEMBER_PAST_END));
        cases.add(header("mtime", "x", "0", "0"));
        cases.add(header("uid", "0", "root", "0"));
        cases.add(header("gid", "0", "0", "-1"));
        byte[] bad = ArBytes.header("data.tar.gz", GZ_DATA.length);
        bad[58] = 'x';
        cases.add(new Case(
                "bad end of the third header",
                withControl()
                        .raw(bad)
                        .raw(GZ_DATA)
                        .raw(ArBytes.padding(GZ_DATA.length))
                        .bytes(),
                ContainerFault.BAD_AR_HEADER));
        for (String name : List.of("//", "/123", "#1/20")) {
            cases.add(new Case(
                    "long name '" + name + "'",
                    withControl().member(name, GZ_DATA).bytes(),
                    ContainerFault.LONG_AR_NAME));
        }
    }

    private static Case header(String what, String mtime, String uid, String gid) {
        return new Case(
                what + " that is no number",
                withControl()
                        .raw(ArBytes.header("data.tar.gz", mtime, uid, gid, Integer.toString(GZ_DATA.length)))
                        .raw(GZ_DATA)
                        .raw(ArBytes.padding(GZ_DATA.length))
                        .bytes(),
                ContainerFault.BAD_AR_NUMBER);
    }

    private static void addFormat(List<Case> cases) {
        for (String format : List.of("3.0\n", "2.0", "2\n", "0.93\n", "", "2.0\r\n", "12.0\n")) {
            cases.add(new Case(
                    "format '" + format.strip() + "' of " + format.length() + " bytes",
                    new ArBytes()
                            .member("debian-binary", format)
                            .member("control.tar.gz", GZ_CONTROL)
                            .member("data.tar.gz", GZ_DATA)
                            .bytes(),
                    ContainerFault.BAD_FORMAT_VERSION));
        }
    }

    private static void addOrder(List<Case> cases) {
        cases.add(new Case(
                "control before debian-binary",
                new ArBytes()
                        .member("control.tar.gz", GZ_CONTROL)
                        .member("debian-binary", "2.0\n")
                        .member("data.tar.gz", GZ_DATA)
                        .bytes(),
                ContainerFault.NO_DEBIAN_BINARY));
        cases.add(new Case(
                "a signature first",
                new ArBytes()
                        .member("_gpgorigin", "x")
                        .member("debian-binary", "2.0\n")
                        .member("control.tar.gz", GZ_CONTROL)
                        .member("data.tar.gz", GZ_DATA)
                        .bytes(),
                ContainerFault.NO_DEBIAN_BINARY));
        cases.add(new Case(
                "data before control",
                begun().member("data.tar.gz", GZ_DATA)
                        .member("control.tar.gz", GZ_CONTROL)
                        .bytes(),
                ContainerFault.DATA_BEFORE_CONTROL));
    }

    private static void addStrangers(List<Case> cases) {
        cases.add(new Case(
                "an unknown member between control and data",
                withControl().member("junk", "x").member("data.tar.gz", GZ_DATA).bytes(),
                ContainerFault.UNKNOWN_MEMBER));
        cases.add(new Case(
                "an unknown member before control",
                begun().member("junk", "x")
                        .member("control.tar.gz", GZ_CONTROL)
                        .member("data.tar.gz", GZ_DATA)
                        .bytes(),
                ContainerFault.UNKNOWN_MEMBER));
        cases.add(new Case(
                "an unknown member after data", whole().member("junk", "x").bytes(), ContainerFault.UNKNOWN_MEMBER));
        cases.add(new Case(
                "a name in capitals",
                begun().member("Control.tar.gz", GZ_CONTROL)
                        .member("data.tar.gz", GZ_DATA)
                        .bytes(),
                ContainerFault.UNKNOWN_MEMBER));
    }

    private static void addMissing(List<Case> cases) {
        cases.add(new Case("nothing after debian-binary", begun().bytes(), ContainerFault.NO_CONTROL));
        cases.add(new Case("no data", withControl().bytes(), ContainerFault.NO_DATA));
        cases.add(new Case(
                "data without bytes", withDataMember("data.tar.gz", new byte[0]), ContainerFault.EMPTY_MEMBER));
        cases.add(new Case(
                "control without bytes",
                withControlMember("control.tar.gz", new byte[0]),
                ContainerFault.EMPTY_MEMBER));
    }

    private static void addSecondMembers(List<Case> cases) {
        byte[] other = Squeeze.GZ.apply(DebBuilder.of("apt").controlTar());
        cases.add(new Case(
                "a second control straight after the first",
                withControl()
                        .member("control.tar.gz", other)
                        .member("data.tar.gz", GZ_DATA)
                        .bytes(),
                ContainerFault.SECOND_CONTROL));
        cases.add(new Case(
                "a second control after data",
                whole().member("control.tar.gz", other).bytes(),
                ContainerFault.SECOND_CONTROL));
        cases.add(new Case(
                "a second control of another compression",
                withControl()
                        .member("control.tar.xz", Squeeze.XZ.apply(controlTar()))
                        .member("data.tar.gz", GZ_DATA)
                        .bytes(),
                ContainerFault.SECOND_CONTROL));
        cases.add(
                new Case("a second data", whole().member("data.tar.gz", GZ_DATA).bytes(), ContainerFault.SECOND_DATA));
    }

    private static void addCompression(List<Case> cases) {
        cases.add(new Case(
                "control in bz2",
                withControlMember("control.tar.bz2", Squeeze.BZ2.apply(controlTar())),
                ContainerFault.BAD_COMPRESSION));
        cases.add(new Case(
                "control in lzma",
                withControlMember("control.tar.lzma", Squeeze.LZMA.apply(controlTar())),
                ContainerFault.BAD_COMPRESSION));
        cases.add(new Case("data in lz4", withDataMember("data.tar.lz4", GZ_DATA), ContainerFault.BAD_COMPRESSION));
        for (String name : List.of("control.tar", "control.tar.zst", "control.tar.xz")) {
            cases.add(
                    new Case("gzip as " + name, withControlMember(name, GZ_CONTROL), ContainerFault.OTHER_COMPRESSION));
        }
        for (String name : List.of("data.tar", "data.tar.xz", "data.tar.zst", "data.tar.bz2", "data.tar.lzma")) {
            cases.add(new Case("gzip as " + name, withDataMember(name, GZ_DATA), ContainerFault.OTHER_COMPRESSION));
        }
        cases.add(new Case(
                "a plain tar as data.tar.gz",
                withDataMember("data.tar.gz", dataTar()),
                ContainerFault.OTHER_COMPRESSION));
    }

    private static void addBrokenCompression(List<Case> cases) {
        byte[] xz = Squeeze.XZ.apply(controlTar());
        byte[] zst = Squeeze.ZST.apply(controlTar());
        cases.add(
                after("garbage after the gzip trailer", "control.tar.gz", GZ_CONTROL, "garbage".getBytes(ISO_8859_1)));
        cases.add(after("two gzip members", "control.tar.gz", GZ_CONTROL, GZ_CONTROL));
        cases.add(after("two xz streams", "control.tar.xz", xz, xz));
        cases.add(after("padding after xz", "control.tar.xz", xz, new byte[4]));
        cases.add(after("two zstd frames", "control.tar.zst", zst, zst));
        cases.add(new Case(
                "two gzip members of data",
                withDataMember("data.tar.gz", joined(GZ_DATA, GZ_DATA)),
                ContainerFault.AFTER_COMPRESSION));
        for (Squeeze how : List.of(Squeeze.GZ, Squeeze.XZ, Squeeze.ZST)) {
            byte[] member = how.apply(controlTar());
            cases.add(new Case(
                    "cut control in " + how,
                    withControlMember("control.tar" + how.suffix(), Arrays.copyOf(member, member.length - 12)),
                    ContainerFault.CORRUPT_COMPRESSION));
        }
        for (Squeeze how : List.of(Squeeze.GZ, Squeeze.XZ, Squeeze.ZST, Squeeze.BZ2, Squeeze.LZMA)) {
            byte[] member = how.apply(dataTar());
            cases.add(new Case(
                    "cut data in " + how,
                    withDataMember("data.tar" + how.suffix(), Arrays.copyOf(member, member.length * 3 / 4)),
                    ContainerFault.CORRUPT_COMPRESSION));
        }
    }

    private static Case after(String name, String member, byte[] first, byte[] second) {
        return new Case(name, withControlMember(member, joined(first, second)), ContainerFault.AFTER_COMPRESSION);
    }

    private static void addBombs(List<Case> cases) {
        byte[] header = TarBytes.header("./zeros", '0', 1L << 40, "");
        cases.add(controlBomb(".zst", Bombs.zstd(header, 65L << 20, 17)));
        byte[] zeros = Arrays.copyOf(header, 65 << 20);
        cases.add(controlBomb(".gz", Squeeze.GZ.apply(zeros)));
        cases.add(controlBomb(".xz", Squeeze.XZ.apply(zeros)));
        cases.add(new Case(
                "a data bomb",
                withDataMember("data.tar.zst", Bombs.zstd(header, 2049L << 20, 17)),
                ContainerFault.UNPACKS_TOO_LARGE));
        cases.add(new Case(
                "a zstd window of 256 MiB",
                withDataMember("data.tar.zst", Bombs.zstd(dataTar(), 0, 28)),
                ContainerFault.COMPRESSION_MEMORY));
        cases.add(new Case(
                "an xz dictionary of 1 GiB",
                withControlMember("control.tar.xz", Bombs.withDictionaryOfGibibyte(Squeeze.XZ.apply(controlTar()))),
                ContainerFault.COMPRESSION_MEMORY));
        byte[] lzma = Squeeze.LZMA.apply(dataTar());
        lzma[3] = 0;
        lzma[4] = 0x40;
        cases.add(new Case(
                "an lzma dictionary of 1 GiB",
                withDataMember("data.tar.lzma", lzma),
                ContainerFault.COMPRESSION_MEMORY));
        cases.add(new Case(
                "a control member of 17 MiB",
                withControlMember("control.tar", new byte[17 << 20]),
                ContainerFault.CONTROL_MEMBER_TOO_LARGE));
    }

    private static Case controlBomb(String suffix, byte[] member) {
        return new Case(
                "a control bomb of " + suffix,
                withControlMember("control.tar" + suffix, member),
                ContainerFault.UNPACKS_TOO_LARGE);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
