package io.staithe.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.staithe.fault.FaultCode;
import java.util.List;
import java.util.stream.Stream;

/**
 * Packages that must be refused, each with the one fault that it deserves, and odd ones that must be accepted: every
 * difference between parsers and every attack that our sources name and a {@code .deb} can carry.
 */
public final class HostileDebs {
    private HostileDebs() {}

    /**
     * What must be refused; the fault is that of the control verdict or, where that passes, of the contents verdict.
     */
    public static List<Case> refused() {
        return Stream.of(HostileContainers.refused(), HostileTars.refused(), HostileControls.refused())
                .flatMap(List::stream)
                .toList();
    }

    /** What looks odd and must be accepted, by dpkg-deb too. */
    public static List<Accepted> accepted() {
        return Stream.of(HostileContainers.accepted(), HostileTars.accepted(), HostileControls.accepted())
                .flatMap(List::stream)
                .toList();
    }

    static byte[] controlTar() {
        return DebBuilder.of("hostile").controlTar();
    }

    static byte[] dataTar() {
        return new TarBytes()
                .directory("./")
                .file("./hello", "hi".getBytes(UTF_8))
                .finished();
    }

    /** An archive with debian-binary in it. */
    static ArBytes begun() {
        return new ArBytes().member("debian-binary", "2.0\n");
    }

    /** An archive with debian-binary and a good control member in it. */
    static ArBytes withControl() {
        return begun().member("control.tar.gz", Squeeze.GZ.apply(controlTar()));
    }

    /** A good package. */
    static ArBytes whole() {
        return withControl().member("data.tar.gz", Squeeze.GZ.apply(dataTar()));
    }

    /** A package that is good but for this control member. */
    static byte[] withControlMember(String name, byte[] member) {
        return begun().member(name, member)
                .member("data.tar.gz", Squeeze.GZ.apply(dataTar()))
                .bytes();
    }

    /** A package that is good but for this data member. */
    static byte[] withDataMember(String name, byte[] member) {
        return withControl().member(name, member).bytes();
    }

    /** A package that is good but for the text of its control file. */
    static byte[] withControlFile(byte[] text) {
        return withControlMember(
                "control.tar.gz",
                Squeeze.GZ.apply(new TarBytes().file("./control", text).finished()));
    }

    /**
     * A package that must be refused.
     *
     * @param name what is wrong with it
     * @param bytes the file
     * @param expected the one fault
     */
    public record Case(String name, byte[] bytes, FaultCode expected) {
        @Override
        public String toString() {
            return name + " → " + expected;
        }
    }

    /**
     * A package that must be accepted.
     *
     * @param name what is odd about it
     * @param bytes the file
     */
    public record Accepted(String name, byte[] bytes) {
        @Override
        public String toString() {
            return name;
        }
    }
}
