package io.staithe.web.webhook;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Which addresses are of the public network: not those of special purposes of RFC 6890, nor those of IPv6 that stand
 * for them (RFC 4291 §2.5.5, 6052, 3056), nor the one at which Azure tells machines about themselves.
 */
final class PublicAddresses {
    private PublicAddresses() {}

    static boolean contain(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        return address instanceof Inet4Address ? isPublic4(bytes) : isPublic6(bytes);
    }

    private static boolean isPublic4(byte[] bytes) {
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        int third = bytes[2] & 0xff;
        boolean shared = first == 100 && second >= 64 && second < 128;
        boolean protocols = first == 192 && second == 0 && (third == 0 || third == 2);
        boolean benchmark = first == 198 && (second == 18 || second == 19);
        boolean examples = first == 198 && second == 51 && third == 100 || first == 203 && second == 0 && third == 113;
        boolean azure = first == 168 && second == 63 && third == 129 && (bytes[3] & 0xff) == 16;
        return first != 0 && first < 240 && !azure && !shared && !protocols && !benchmark && !examples;
    }

    private static boolean isPublic6(byte[] bytes) {
        if (startsWith(bytes, 0x20, 0x02)) {
            return contain(embedded(bytes, 2));
        }
        if (startsWith(bytes, 0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0)) {
            return contain(embedded(bytes, 12));
        }
        boolean global = (bytes[0] & 0xe0) == 0x20;
        boolean teredo = startsWith(bytes, 0x20, 0x01, 0x00, 0x00);
        boolean examples = startsWith(bytes, 0x20, 0x01, 0x0d, 0xb8);
        return global && !teredo && !examples;
    }

    private static InetAddress embedded(byte[] bytes, int from) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("four bytes are an address", impossible);
        }
    }

    private static boolean startsWith(byte[] bytes, int... prefix) {
        for (int at = 0; at < prefix.length; at++) {
            if ((bytes[at] & 0xff) != prefix[at]) {
                return false;
            }
        }
        return true;
    }
}
