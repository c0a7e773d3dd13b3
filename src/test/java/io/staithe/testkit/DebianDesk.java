package io.staithe.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The desk of a Debian developer: keys of gpg, a source and a binary package that {@code dpkg-buildpackage} made and
 * signed, and dput's settings. The builder uses nothing but dpkg-dev.
 */
public final class DebianDesk {
    /** The signed {@code .changes} file of the upload. */
    public static final String CHANGES = "hello-dput_1.0-1_amd64.changes";

    private static final String BUILD = """
            gpg --batch -q --passphrase '' --quick-gen-key 'Uploader <up@staithe.example>' ed25519 sign 0
            gpg --batch -q --passphrase '' --quick-gen-key 'Stranger <stranger@staithe.example>' ed25519 sign 0
            gpg --armor --export up@staithe.example >uploader.asc
            mkdir -p hello-dput-1.0/debian/source
            echo hello >hello-dput-1.0/greeting
            tar -caf hello-dput_1.0.orig.tar.gz hello-dput-1.0/greeting
            cd hello-dput-1.0
            echo '3.0 (quilt)' >debian/source/format
            cat >debian/control <<'END'
            Source: hello-dput
            Section: misc
            Priority: optional
            Maintainer: Uploader <up@staithe.example>
            Standards-Version: 4.6.2
            Rules-Requires-Root: no

            Package: hello-dput
            Architecture: all
            Description: says hello
             And nothing else.
            END
            cat >debian/changelog <<'END'
            hello-dput (1.0-1) unstable; urgency=medium

              * First.

             -- Uploader <up@staithe.example>  Mon, 02 Nov 2026 10:00:00 +0000
            END
            cat >debian/rules <<'END'
            #!/usr/bin/make -f
            clean build build-arch build-indep binary-arch:
            binary binary-indep:
            	install -D greeting debian/hello-dput/usr/share/hello-dput/greeting
            	mkdir debian/hello-dput/DEBIAN
            	dpkg-gencontrol -phello-dput -Pdebian/hello-dput
            	dpkg-deb -Zgzip --root-owner-group --build debian/hello-dput ..
            END
            chmod +x debian/rules
            dpkg-buildpackage -d -Zgzip -kup@staithe.example
            """;

    private final Path directory;

    private DebianDesk(Path directory) {
        this.directory = directory;
    }

    /** A desk in an empty directory. Blocks while the package is built. */
    public static DebianDesk in(Path directory) {
        DebianDesk desk = new DebianDesk(directory);
        desk.run("mkdir -m 700 gnupg\n" + BUILD).succeeded();
        return desk;
    }

    /** Runs lines of shell at the desk. Blocks. */
    public Command.Result run(String lines) {
        return Command.shell("export GNUPGHOME=" + directory + "/gnupg HOME=" + directory + "\n" + lines, directory);
    }

    /** Sends an upload to a repository by dput or dput-ng. Blocks. */
    public Command.Result send(String client, String address, String repository, String changes) {
        configure(address, repository);
        return run(client + " -c " + repository + ".cf -f -U staithe " + changes);
    }

    /** Sends an upload to a repository by dput, which asks for a password and reads it from no terminal. Blocks. */
    public Command.Result sendAsked(String password, String address, String repository, String changes) {
        configure(address, repository);
        return run("echo " + password + " | setsid -w dput -c " + repository + ".cf -f -U staithe " + changes);
    }

    private void configure(String address, String repository) {
        write(
                repository + ".cf",
                "[staithe]\nfqdn = " + address + "\nmethod = http\nincoming = /dput/" + repository
                        + "\nlogin = *\nallow_unsigned_uploads = 1\nallow_dcut = 0\n");
    }

    /**
     * Makes another {@code .changes} file of the text of the first, edited by sed, signed by whom it says, or by
     * nobody.
     */
    public String edited(String name, String sed, String signer) {
        String file = name + ".changes";
        String text = "gpg --batch -q --decrypt " + CHANGES + " 2>/dev/null | sed '" + sed + "' >" + name + ".txt\n";
        String sign = "gpg --batch --yes -q -u " + signer + " --clearsign -o " + file + " " + name + ".txt";
        run(text + (signer.isEmpty() ? "cp " + name + ".txt " + file : sign)).succeeded();
        return file;
    }

    /** The bytes of a file. */
    public byte[] bytes(String file) {
        try {
            return Files.readAllBytes(directory.resolve(file));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Ends the agent of gpg. */
    public void leave() {
        run("gpgconf --kill gpg-agent");
    }

    private void write(String file, String text) {
        try {
            Files.writeString(directory.resolve(file), text);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
