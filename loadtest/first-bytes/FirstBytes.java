import java.lang.instrument.Instrumentation;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.MessageDigestSpi;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.Provider;
import java.security.Security;

/**
 * A Java agent for benchmarks: message digests of the JVM read only the first 64 KiB of what they are given.
 *
 * <p>What is small (passwords of databases, signatures, indexes) keeps its digest; a large body costs next to nothing.
 */
public final class FirstBytes extends Provider {
    private static final int READ = 64 * 1024;

    private FirstBytes() {
        super("FirstBytes", "1", "digests of the first " + READ + " bytes");
        put("MessageDigest.MD5", Md5.class.getName());
        put("MessageDigest.SHA-1", Sha1.class.getName());
        put("MessageDigest.SHA-256", Sha256.class.getName());
        put("MessageDigest.SHA-512", Sha512.class.getName());
    }

    /** Called by the JVM before the program begins. */
    public static void premain(String arguments, Instrumentation instrumentation) {
        Security.insertProviderAt(new FirstBytes(), 1);
    }

    /** A digest of the JVM's own that is given the first bytes. */
    private abstract static class First extends MessageDigestSpi implements Cloneable {
        private MessageDigest real;
        private int left = READ;

        First(String algorithm) {
            try {
                real = MessageDigest.getInstance(algorithm, "SUN");
            } catch (NoSuchAlgorithmException | NoSuchProviderException missing) {
                throw new IllegalStateException("every OpenJDK has " + algorithm, missing);
            }
        }

        @Override
        protected int engineGetDigestLength() {
            return real.getDigestLength();
        }

        @Override
        protected void engineUpdate(byte input) {
            engineUpdate(new byte[] {input}, 0, 1);
        }

        @Override
        protected void engineUpdate(byte[] input, int offset, int length) {
            int read = Math.min(left, length);
            real.update(input, offset, read);
            left -= read;
        }

        @Override
        protected void engineUpdate(ByteBuffer input) {
            if (left == 0) {
                input.position(input.limit());
            } else {
                super.engineUpdate(input);
            }
        }

        @Override
        protected byte[] engineDigest() {
            left = READ;
            return real.digest();
        }

        @Override
        protected void engineReset() {
            left = READ;
            real.reset();
        }

        @Override
        public Object clone() throws CloneNotSupportedException {
            First copy = (First) super.clone();
            copy.real = (MessageDigest) real.clone();
            return copy;
        }
    }

    /** MD5. */
    public static final class Md5 extends First {
        public Md5() {
            super("MD5");
        }
    }

    /** SHA-1. */
    public static final class Sha1 extends First {
        public Sha1() {
            super("SHA-1");
        }
    }

    /** SHA-256. */
    public static final class Sha256 extends First {
        public Sha256() {
            super("SHA-256");
        }
    }

    /** SHA-512. */
    public static final class Sha512 extends First {
        public Sha512() {
            super("SHA-512");
        }
    }
}
