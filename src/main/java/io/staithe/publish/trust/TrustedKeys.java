package io.staithe.publish.trust;

import io.staithe.access.Caller;
import io.staithe.access.Need;
import io.staithe.access.audit.Audit;
import io.staithe.archive.Certificates;
import io.staithe.archive.Certificates.Certificate;
import io.staithe.deb.upload.SignatureCheck;
import io.staithe.deb.upload.SignatureCheck.Signed;
import io.staithe.fault.Broken;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The keyrings of those whose uploads are taken, and the verification against them.
 *
 * <p>A keyring is named by its base name, whatever path a client sends: no request reaches another directory. One that
 * is missing is empty.
 */
public final class TrustedKeys {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.+-]{0,99}");

    private final KeyringFiles files;
    private final Certificates certificates;
    private final SignatureCheck signatures;
    private final Scheduler crypto;
    private final Audit audit;

    /**
     * Keyrings in a directory, which is made when the first one is written.
     *
     * @param crypto where keys and signatures are worked on, and these small files read and written
     */
    public TrustedKeys(
            Path directory, Certificates certificates, SignatureCheck signatures, Scheduler crypto, Audit audit) {
        this.files = new KeyringFiles(directory);
        this.certificates = certificates;
        this.signatures = signatures;
        this.crypto = crypto;
        this.audit = audit;
    }

    /** What a keyring holds; empty where there is no such keyring. Emits once. */
    public Mono<List<Certificate>> list(Caller caller, String keyring) {
        return caller.required(Need.admin()).then(working(() -> certificates.read(files.read(name(keyring)))));
    }

    /**
     * Adds certificates, armored or binary, and emits those that came; a text without any is {@code NO_CERTIFICATE}.
     * Repeatable. A cancel drops the answer, not the change.
     */
    public Mono<List<Certificate>> add(Caller caller, String keyring, byte[] added) {
        return caller.required(Need.admin())
                .then(working(() -> {
                    List<Certificate> came = certificates.read(added);
                    change(keyring, before -> certificates.with(before, added));
                    return came;
                }))
                .delayUntil(came -> audit.done(caller, "trusted-key.add", title("Add", came, keyring)));
    }

    /** Removes a certificate by fingerprint or key id; {@code UNKNOWN_TRUSTED_KEY} where it is not there. */
    public Mono<Certificate> remove(Caller caller, String keyring, String id) {
        return caller.required(Need.admin())
                .then(working(() -> {
                    Certificate gone = certificates.read(files.read(name(keyring))).stream()
                            .filter(certificate -> isNamed(certificate, id))
                            .findFirst()
                            .orElseThrow(() -> new Refused(
                                    TrustFault.UNKNOWN_TRUSTED_KEY,
                                    "there is no key '" + Fault.bounded(id) + "' in the keyring"));
                    change(keyring, before -> certificates.without(before, gone.fingerprint()));
                    return gone;
                }))
                .delayUntil(gone -> audit.done(caller, "trusted-key.remove", title("Remove", List.of(gone), keyring)));
    }

    private static String title(String verb, List<Certificate> keys, String keyring) {
        return keys.stream()
                .map(Certificate::fingerprint)
                .collect(Collectors.joining(" ", verb + " ", " in keyring " + name(keyring)));
    }

    /** The signed text of a clear-signed file, and which keys of a keyring signed it. */
    public Mono<Signed> check(byte[] file, String keyring) {
        return working(() -> signatures.check(file, files.read(name(keyring))));
    }

    /** Whether a fingerprint or a key id means a certificate. */
    public static boolean isNamed(Certificate certificate, String id) {
        return isNamed(certificate.fingerprint(), id);
    }

    /** Whether a fingerprint, or its end of 8 digits and more, means the certificate of a fingerprint. */
    public static boolean isNamed(String fingerprint, String id) {
        String wanted = id.replace(" ", "").replaceFirst("^0[xX]", "").toUpperCase(Locale.ROOT);
        return wanted.length() >= 8 && fingerprint.endsWith(wanted);
    }

    private void change(String keyring, UnaryOperator<byte[]> change) throws IOException {
        files.change(name(keyring), change);
    }

    private static String name(String keyring) {
        String base = keyring.substring(keyring.lastIndexOf('/') + 1);
        if (!NAME.matcher(base).matches()) {
            throw new Refused(
                    TrustFault.BAD_KEYRING_NAME,
                    "keyring '" + Fault.bounded(keyring) + "' must be a base name of 1 to 100 of [A-Za-z0-9_.+-]");
        }
        return base;
    }

    private <T> Mono<T> working(Callable<T> work) {
        return Mono.fromCallable(work)
                .onErrorMap(
                        IOException.class,
                        failed -> new Broken(TrustFault.KEYRING_BROKE, "a keyring cannot be read or written", failed))
                .subscribeOn(crypto);
    }
}
