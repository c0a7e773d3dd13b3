package io.staithe.loadtest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Makes binary packages (deb(5), ustar members): one file of random bytes each. */
final class Debs {
    private static final int BLOCK = 512;

    private Debs() {}

    /** The bytes of a package; the same arguments give the same bytes. */
    static byte[] deb(String name, String version, String architecture, int payloadBytes) {
        byte[] payload = new byte[payloadBytes];
        new Random((name + version + architecture).hashCode()).nextBytes(payload);
        byte[] controlTar = gzip(tar("./control", control(name, version, architecture)));
        byte[] dataTar = gzip(tar("./usr/share/" + name + "/payload", payload));
        return join(
                "!<arch>\n".getBytes(UTF_8),
                member("debian-binary", "2.0\n".getBytes(UTF_8)),
                member("control.tar.gz", controlTar),
                member("data.tar.gz", dataTar));
    }

    /** What stands before the bytes of the only file of a package that is not compressed. */
    static byte[] headOfStored(String name, long payloadBytes) {
        byte[] tarHead = tarHead("./usr/share/" + name + "/payload", payloadBytes);
        long size = tarHead.length + payloadBytes + tailOfStored(payloadBytes);
        return join(
                "!<arch>\n".getBytes(UTF_8),
                member("debian-binary", "2.0\n".getBytes(UTF_8)),
                member("control.tar.gz", gzip(tar("./control", control(name, "1.0", "amd64")))),
                header("data.tar", size),
                tarHead);
    }

    /** How many zero bytes stand behind them. */
    static long tailOfStored(long payloadBytes) {
        return (BLOCK - payloadBytes % BLOCK) % BLOCK + 2 * BLOCK;
    }

    private static byte[] control(String name, String version, String architecture) {
        return ("Package: %s\nVersion: %s\nArchitecture: %s\n".formatted(name, version, architecture)
                        + "Maintainer: Load Test <load@staithe.invalid>\nDescription: made by the load test\n")
                .getBytes(UTF_8);
    }

    private static byte[] header(String name, long size) {
        return String.format(Locale.ROOT, "%-16s%-12d%-6d%-6d%-8s%-10d`\n", name, 0, 0, 0, "100644", size)
                .getBytes(UTF_8);
    }

    private static byte[] member(String name, byte[] content) {
        return join(header(name, content.length), content, content.length % 2 == 0 ? new byte[0] : new byte[] {'\n'});
    }

    private static byte[] tar(String path, byte[] content) {
        return join(tarHead(path, content.length), content, new byte[(int) tailOfStored(content.length)]);
    }

    /** The directories above a file, and the header of the file itself. */
    private static byte[] tarHead(String path, long size) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            out.writeBytes(tarHeader(path.substring(0, slash + 1), 0, '5', "0000755"));
        }
        out.writeBytes(tarHeader(path, size, '0', "0000644"));
        return out.toByteArray();
    }

    private static byte[] tarHeader(String path, long size, char type, String mode) {
        byte[] header = new byte[BLOCK];
        put(header, 0, path);
        put(header, 100, mode);
        put(header, 108, "0000000");
        put(header, 116, "0000000");
        put(header, 124, String.format(Locale.ROOT, "%011o", size));
        put(header, 136, "00000000000");
        Arrays.fill(header, 148, 156, (byte) ' ');
        header[156] = (byte) type;
        put(header, 257, "ustar\00000root");
        put(header, 297, "root");
        int sum = 0;
        for (byte each : header) {
            sum += each & 0xff;
        }
        put(header, 148, String.format(Locale.ROOT, "%06o\0 ", sum));
        return header;
    }

    private static void put(byte[] header, int offset, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
