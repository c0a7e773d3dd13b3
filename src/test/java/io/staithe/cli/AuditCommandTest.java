package io.staithe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the audit's exit code tells where there is nothing to audit. */
final class AuditCommandTest {
    @TempDir
    private Path directory;

    @Test
    void whatIsNoStaitheServerCannotBeAsked() throws IOException, GeneralSecurityException {
        HttpServer stranger = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        stranger.createContext("/", exchange -> {
            byte[] page = "<html>hello".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        stranger.start();
        try {
            var said = new StringWriter();
            int code = Commands.line()
                    .setOut(new PrintWriter(said))
                    .execute(
                            "audit",
                            "--key",
                            key().toString(),
                            "--server",
                            "http://127.0.0.1:" + stranger.getAddress().getPort());
            assertThat(code).isEqualTo(3);
            assertThat(said.toString()).startsWith("cannot audit http://127.0.0.1");
        } finally {
            stranger.stop(0);
        }
    }

    private Path key() throws IOException, GeneralSecurityException {
        byte[] key = KeyPairGenerator.getInstance("Ed25519")
                .generateKeyPair()
                .getPublic()
                .getEncoded();
        String pem = "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(key)
                + "\n-----END PUBLIC KEY-----\n";
        return Files.writeString(directory.resolve("key.pem"), pem);
    }
}
