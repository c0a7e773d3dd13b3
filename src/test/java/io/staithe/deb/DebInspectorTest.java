package io.staithe.deb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.deb.container.ContainerFault;
import io.staithe.fault.Refused;
import io.staithe.testkit.DebBuilder;
import io.staithe.testkit.Squeeze;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DebInspectorTest {
    @ParameterizedTest
    @EnumSource(names = {"NONE", "GZ", "XZ", "ZST"})
    void controlReadsEveryCompressionOfControl(Squeeze how) throws IOException {
        byte[] deb = DebBuilder.of("hello")
                .version("1:2.0-1")
                .architecture("arm64")
                .field("Source", "greetings (3.0)")
                .field("Depends", "libc6 (>= 2.36), world | earth")
                .control(how)
                .bytes();

        Control control = control(deb);

        assertThat(control.kind()).isEqualTo(PackageKind.DEB);
        assertThat(control.name()).isEqualTo(new PackageName("hello"));
        assertThat(control.version()).isEqualTo(new DebVersion("1:2.0-1"));
        assertThat(control.architecture()).isEqualTo(new Architecture("arm64"));
        assertThat(control.source()).isEqualTo(new PackageName("greetings"));
        assertThat(control.sourceVersion()).isEqualTo(new DebVersion("3.0"));
        assertThat(control.stanza().get("depends")).contains("libc6 (>= 2.36), world | earth");
    }

    @ParameterizedTest
    @EnumSource
    void contentsTellsThePathsOfEveryCompressionOfData(Squeeze how) throws IOException {
        String deepName = "usr/share/" + "deep/".repeat(40) + "file";
        byte[] deb = DebBuilder.of("hello")
                .file("usr/bin/hello", "hi")
                .file(deepName, "x".repeat(100_000))
                .file("usr/share/ünï", "")
                .data(how)
                .bytes();

        control(deb);

        assertThat(contents(deb)).containsExactly("usr/bin/hello", deepName, "usr/share/ünï");
    }

    @Test
    void contentsOfAStoredGibibyteIsSkippedNotRead() throws IOException {
        DebBuilder builder = DebBuilder.of("big").payload("usr/lib/noise", 1L << 30, 7);
        List<String> paths = new ArrayList<>();
        CountingStream counted = new CountingStream(builder.stream());

        DebInspector.contents(counted, builder.sizeBytes(), paths::add);

        assertThat(paths).containsExactly("usr/lib/noise");
        assertThat(counted.readBytes).isLessThan(10_000);
    }

    @Test
    void controlOfAStoredGibibyteIsSkippedNotRead() throws IOException {
        DebBuilder builder = DebBuilder.of("big").payload("usr/lib/noise", 1L << 30, 7);
        CountingStream counted = new CountingStream(builder.stream());

        DebInspector.control(PackageKind.DEB, counted, builder.sizeBytes());

        assertThat(counted.readBytes).isLessThan(10_000);
    }

    @Test
    void contentsOfManyFilesIsFine() throws IOException {
        DebBuilder builder = DebBuilder.of("many").data(Squeeze.ZST);
        for (int i = 0; i < 100_000; i++) {
            builder.file("usr/share/many/" + i, "");
        }

        assertThat(contents(builder.bytes())).hasSize(100_000);
    }

    @Test
    void aFileLargerThanAPackageCanBeIsNotRead() {
        assertThatThrownBy(() -> DebInspector.control(PackageKind.DEB, InputStream.nullInputStream(), 11_000_000_000L))
                .isInstanceOfSatisfying(
                        Refused.class, fault -> assertThat(fault.code()).isEqualTo(ContainerFault.FILE_TOO_LARGE));
    }

    @Test
    void troubleWithTheStreamIsNoVerdict() {
        byte[] deb = DebBuilder.of("hello").control(Squeeze.XZ).bytes();
        InputStream broken = new FilterInputStream(new ByteArrayInputStream(deb)) {
            private int left = 200;

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                left -= length;
                if (left < 0) {
                    throw new IOException("the disk is gone");
                }
                return super.read(target, offset, length);
            }
        };

        assertThatThrownBy(() -> DebInspector.control(PackageKind.DEB, broken, deb.length))
                .isInstanceOf(IOException.class)
                .hasMessage("the disk is gone");
    }

    @Test
    void theKindIsTakenFromTheEndingOfTheName() {
        assertThat(PackageKind.ofFileName("a_1_all.udeb")).contains(PackageKind.UDEB);
        assertThat(PackageKind.ofFileName("a_1_all.changes")).isEmpty();
    }

    private static Control control(byte[] deb) throws IOException {
        return DebInspector.control(PackageKind.DEB, new ByteArrayInputStream(deb), deb.length);
    }

    private static List<String> contents(byte[] deb) throws IOException {
        List<String> paths = new ArrayList<>();
        DebInspector.contents(new ByteArrayInputStream(deb), deb.length, paths::add);
        return paths;
    }

    private static final class CountingStream extends FilterInputStream {
        private long readBytes;

        CountingStream(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            readBytes++;
            return super.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = super.read(target, offset, length);
            readBytes += Math.max(count, 0);
            return count;
        }
    }
}
