package io.staithe.deb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.staithe.deb.Control.SourceFile;
import io.staithe.fault.Refused;
import io.staithe.testkit.DscBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a {@code .dsc}. */
class SourceControlTest {
    private static final byte[] CONTENT = {1, 2, 3};

    private final DscBuilder hello = DscBuilder.of("hello")
            .version("1:2.0-1")
            .file("hello_2.0.orig.tar.gz", CONTENT)
            .file("hello_2.0-1.debian.tar.xz", new byte[7]);

    @Test
    void plainAndSignedAreTheSame() throws IOException {
        Control plain = control(hello.bytes());

        assertThat(control(hello.clearSigned())).isEqualTo(plain);
        assertThat(plain.kind()).isEqualTo(PackageKind.SOURCE);
        assertThat(plain.architecture()).isEqualTo(Architecture.SOURCE);
        assertThat(plain.files())
                .extracting(SourceFile::name, SourceFile::sizeBytes, SourceFile::md5)
                .containsExactly(
                        tuple("hello_2.0-1.debian.tar.xz", 7L, "d310a40483f9399dd7ed1712e0fdd702"),
                        tuple("hello_2.0.orig.tar.gz", 3L, "5289df737df57326fcdd22597afb1fac"));
    }

    @Test
    void whatWasStoredIsReadBack() throws IOException {
        Control control = control(hello.clearSigned());

        assertThat(Control.of(PackageKind.SOURCE, Stanza.parse(control.stanza().text())))
                .isEqualTo(control);
    }

    @Test
    void oldListsMayBeMissing() throws IOException {
        Control control =
                control(hello.without("Files").without("Checksums-Sha1").bytes());

        assertThat(control.files()).allSatisfy(file -> {
            assertThat(file.md5()).isEmpty();
            assertThat(file.sha1()).isEmpty();
            assertThat(file.sha256()).hasSize(64);
        });
    }

    @Test
    void theFieldsOfAnIndexAreDropped() throws IOException {
        Control control = control(
                hello.field("Package", "apt").field("Directory", "../..").bytes());

        assertThat(control.name()).isEqualTo(new PackageName("hello"));
        assertThat(control.stanza().get("Package")).isEmpty();
        assertThat(control.stanza().get("Directory")).isEmpty();
    }

    @Test
    void escapedLinesAndBlanksAtTheEndAreUndone() throws IOException {
        String signed = new String(hello.clearSigned(), UTF_8).replace("Binary: hello\n", "Binary: hello \t\n");

        assertThat(control(signed.getBytes(UTF_8))).isEqualTo(control(hello.bytes()));
    }

    @Test
    void sha256IsRequired() {
        refused(hello.without("Checksums-Sha256").bytes(), DebFault.MISSING_FIELD);
        refused(hello.field("Checksums-Sha256", "\n .").bytes(), DebFault.BAD_FILE_LINE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc/passwd",
                "../hello_1.tar.gz",
                "http://x/hello_1.tar.gz",
                "other_1.tar.gz",
                "hello",
                "hello_a/b",
                "hello_1.dsc",
                "hello_0:1.0.tar.gz",
                "hello_2.0.tar.gz",
                "hello_1.00.tar.gz",
                "hello-1.tar.gz",
                ".hello_1",
                "hello_%2f",
                "hello_\u00fc"
            })
    void filesMustBelong(String name) {
        refused(DscBuilder.of("hello").file(name, CONTENT).bytes(), DebFault.BAD_FILE_NAME);
    }

    @Test
    void listsMustAgree() {
        String other = DscBuilder.of("hello").file("hello_3.tar.gz", CONTENT).list("MD5");
        refused(hello.field("Files", other).bytes(), DebFault.FILE_LISTS_DIFFER);
        String sizes = hello.list("SHA-1").replace(" 7 ", " 8 ");
        refused(hello.field("Checksums-Sha1", sizes).bytes(), DebFault.FILE_LISTS_DIFFER);
    }

    @Test
    void aFileIsNamedOnce() {
        String list = hello.list("SHA-256");
        refused(hello.field("Checksums-Sha256", list + list).bytes(), DebFault.DUPLICATE_FILE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n abc 3 hello_1", "\n hello_1", "\n 0 -1 hello_1", " x"})
    void linesAreDigestSizeName(String list) {
        refused(hello.field("Checksums-Sha256", list).bytes(), DebFault.BAD_FILE_LINE);
    }

    @Test
    void textAroundTheSignatureIsRefused() {
        String signed = new String(hello.clearSigned(), UTF_8);
        refused("Source: apt\n" + signed, DebFault.TEXT_AROUND_SIGNATURE);
        refused("\n" + signed, DebFault.TEXT_AROUND_SIGNATURE);
        refused(signed + "Source: apt\n", DebFault.TEXT_AROUND_SIGNATURE);
        refused(signed + signed, DebFault.TEXT_AROUND_SIGNATURE);
    }

    @Test
    void aBrokenFrameIsRefused() {
        String signed = new String(hello.clearSigned(), UTF_8);
        refused(signed.replace("Hash: SHA512", "Source: apt"), DebFault.BAD_CLEAR_SIGNATURE);
        refused(signed.replace("-----END PGP SIGNATURE-----\n", ""), DebFault.BAD_CLEAR_SIGNATURE);
        refused(signed.replace("=abcd", "Source: apt"), DebFault.BAD_CLEAR_SIGNATURE);
        refused(signed.replace("Binary: hello", "-Binary: hello"), DebFault.BAD_CLEAR_SIGNATURE);
        refused("-----BEGIN PGP SIGNED MESSAGE-----\n", DebFault.BAD_CLEAR_SIGNATURE);
    }

    @Test
    void anEmptyLineWithinTheSignedTextHidesNothing() {
        String signed = new String(hello.clearSigned(), UTF_8);
        refused(signed.replace("Binary:", "\nBinary:"), DebFault.SEVERAL_STANZAS);
    }

    @Test
    void buildRelationsAreChecked() throws IOException {
        control(hello.field("Build-Depends", "aa [linux-any !arm64] <!nocheck> <cross>, bb:native (>= 1) | cc")
                .bytes());
        refused(hello.field("Build-Depends", "aa (> 1)").bytes(), DebFault.BAD_RELATION);
        refused(hello.field("Build-Conflicts", "aa | bb").bytes(), DebFault.BAD_RELATION);
    }

    private static Control control(byte[] dsc) throws IOException {
        return DebInspector.control(PackageKind.SOURCE, new ByteArrayInputStream(dsc), dsc.length);
    }

    private static void refused(String dsc, DebFault expected) {
        refused(dsc.getBytes(UTF_8), expected);
    }

    private static void refused(byte[] dsc, DebFault expected) {
        assertThatThrownBy(() -> control(dsc))
                .isInstanceOfSatisfying(
                        Refused.class, fault -> assertThat(fault.code()).isEqualTo(expected));
    }
}
