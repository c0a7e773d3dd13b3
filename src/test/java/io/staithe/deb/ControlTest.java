package io.staithe.deb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.staithe.testkit.DebBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a control keeps; what it refuses is in the hostile packages. */
class ControlTest {
    @ParameterizedTest
    @EnumSource(names = {"DEB", "UDEB", "DDEB"})
    void whatWasStoredIsReadBack(PackageKind kind) {
        Control control = Control.of(
                kind,
                stanza(DebBuilder.of("hello")
                        .version("1:2-3")
                        .field("Source", "greetings (1:4)")
                        .field("Filename", "x")
                        .field("Description", "short\n long\n .\n end")
                        .field("X-Own", "ünï")));

        Stanza stored = Stanza.parse(control.stanza().text());
        assertThat(Control.of(kind, stored)).isEqualTo(control);
        assertThat(Control.checked(kind, stored)).isEqualTo(control);
    }

    @Test
    void dropsWhatAnIndexWritesItselfAndNothingElse() {
        Control control = Control.of(PackageKind.DEB, Stanza.parse("""
                        package: hello
                        Filename: ../../x
                        Version: 1
                        SIZE: 1
                        Architecture: all
                        MD5sum: 0
                        SHA1: 0
                        sha256: 0
                        SHA512: 0
                        Status: install ok installed
                        Conffiles:
                         /etc/x 0
                        Maintainer: me
                        Config-Version: 0
                        Description-md5: 0
                        Description: d
                        X-Own: y
                        """));

        assertThat(control.stanza().text()).isEqualTo("""
                package: hello
                Version: 1
                Architecture: all
                Maintainer: me
                Description: d
                X-Own: y
                """);
    }

    @Test
    void aPackageIsItsOwnSourceUnlessItSaysOtherwise() {
        Control own = Control.of(PackageKind.DEB, stanza(DebBuilder.of("hello").version("2-1")));
        Control named = Control.of(
                PackageKind.DEB, stanza(DebBuilder.of("hello").version("2-1").field("Source", "greetings")));

        assertThat(own.source()).isEqualTo(own.name());
        assertThat(own.sourceVersion()).isEqualTo(own.version());
        assertThat(named.source()).isEqualTo(new PackageName("greetings"));
        assertThat(named.sourceVersion()).isEqualTo(named.version());
    }

    private static Stanza stanza(DebBuilder builder) {
        return Stanza.parse(builder.controlText().getBytes(UTF_8), Stanza.Limits.BINARY);
    }
}
