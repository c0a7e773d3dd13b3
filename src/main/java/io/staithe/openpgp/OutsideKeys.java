package io.staithe.openpgp;

import io.staithe.archive.Certificates.Certificate;
import io.staithe.archive.OpenPgpKeys;
import io.staithe.archive.ReleaseSigner;
import io.staithe.fault.Broken;
import io.staithe.fault.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Keys whose secret parts we never see: a program signs, as gpg, a client of a signing service, or a hardware token's
 * tool does; we have the certificates alone, by which every signature is verified before anybody gets it.
 *
 * <p>All of the keys sign what chose none. Safe for use by several threads; signing blocks as long as the program runs.
 */
public final class OutsideKeys implements OpenPgpKeys, ReleaseSigner {
    /** A cleartext may have two more characters in each line, and signatures a few hundred bytes each. */
    private static final int SLACK = 256 * 1024;

    private static final String ARMOR = "-----BEGIN PGP SIGNATURE-----";

    private final byte[] certificates;
    private final List<Certificate> keys;
    private final SigningCommand clearSign;
    private final SigningCommand detachSign;
    private final SignatureChecker checker;

    /**
     * Keys of these certificates.
     *
     * @param certificates armored or binary; one at least
     * @param commands what signs
     * @param clock by which signatures are judged
     */
    public OutsideKeys(byte[] certificates, Commands commands, Clock clock) {
        CertificateRings rings = new CertificateRings(clock);
        this.certificates = certificates.clone();
        this.keys = rings.read(certificates);
        this.clearSign = new SigningCommand(commands.clearSign(), commands.limit());
        this.detachSign = new SigningCommand(commands.detachSign(), commands.limit());
        this.checker = new SignatureChecker(clock);
        if (keys.isEmpty()) {
            throw new Broken(OpenPgpFault.KEY_UNREADABLE, "the certificates of the signing command are none");
        }
    }

    @Override
    public List<String> signing() {
        return keys.stream().map(Certificate::fingerprint).toList();
    }

    @Override
    public List<String> defaults() {
        return signing();
    }

    @Override
    public List<Shown> all() {
        return keys.stream()
                .map(key -> new Shown(key.fingerprint(), key.userIds(), true))
                .toList();
    }

    @Override
    public Optional<String> find(String name) {
        return name.isBlank()
                ? Optional.empty()
                : keys.stream()
                        .filter(key -> SigningKey.isName(name, List.of(key.fingerprint()), key.userIds()))
                        .map(Certificate::fingerprint)
                        .findFirst();
    }

    @Override
    public Optional<String> armored(String fingerprint) {
        return find(fingerprint)
                .flatMap(found -> CertificateRings.rings(certificates).stream()
                        .filter(ring -> CertificateRings.fingerprint(ring).equals(found))
                        .findFirst()
                        .map(Armor::certificate));
    }

    /** The program knows how to unlock its keys; a passphrase from outside is of no use to it. */
    @Override
    public void unlock(String fingerprint, String passphrase) {
        // Nothing is locked.
    }

    /** The time is the program's. */
    @Override
    public byte[] clearSigned(byte[] release, List<String> keys, Instant at) {
        byte[] signed = clearSign.run(release, keys, 2 * release.length + SLACK);
        return verified(signed, keys, file -> {
            var checked = checker.check(file, certificates);
            boolean isSame = Keyring.lines(checked.text()).equals(Keyring.lines(release));
            return isSame ? checked.signers() : List.of();
        });
    }

    @Override
    public byte[] detached(byte[] release, List<String> keys, Instant at) {
        byte[] signature = detachSign.run(release, keys, SLACK);
        verified(signature, keys, file -> checker.signers(release, file, certificates));
        // apt refuses a Release.gpg that begins with anything else.
        if (!new String(signature, StandardCharsets.ISO_8859_1).startsWith(ARMOR)) {
            throw new Broken(
                    OpenPgpFault.SIGNER_FAILED,
                    "the signing command wrote a detached signature that does not begin with " + ARMOR
                            + ": apt needs it armored (gpg --armor)");
        }
        return signature;
    }

    private static byte[] verified(byte[] signed, List<String> keys, Function<byte[], List<String>> signers) {
        List<String> found;
        try {
            found = signers.apply(signed);
        } catch (Fault unreadable) {
            throw new Broken(OpenPgpFault.SIGNER_FAILED, "the signing command wrote no signature: " + unreadable);
        }
        if (!new HashSet<>(found).containsAll(keys)) {
            throw new Broken(
                    OpenPgpFault.SIGNER_FAILED,
                    "what the signing command wrote has good signatures of " + found + ", not of all of " + keys);
        }
        return signed;
    }

    /**
     * The programs, each with its arguments: both read a text from their input and write to their output.
     *
     * @param clearSign writes the cleartext with its signatures, as {@code gpg --clearsign}
     * @param detachSign writes armored signatures, as {@code gpg --armor --detach-sign}
     * @param limit how long one call may take
     */
    public record Commands(List<String> clearSign, List<String> detachSign, Duration limit) {
        /** Copies the lists. */
        public Commands {
            clearSign = List.copyOf(clearSign);
            detachSign = List.copyOf(detachSign);
        }
    }
}
