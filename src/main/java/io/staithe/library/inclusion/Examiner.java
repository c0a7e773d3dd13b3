package io.staithe.library.inclusion;

import io.staithe.deb.ClearSigned;
import io.staithe.deb.upload.Changes;
import io.staithe.deb.upload.Changes.ListedFile;
import io.staithe.deb.upload.SignatureCheck.Signed;
import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.intake.SmallFiles;
import io.staithe.library.addition.AcceptedFile;
import io.staithe.library.task.Payloads.Target;
import io.staithe.pool.Blob;
import io.staithe.pool.Digests;
import io.staithe.publish.trust.TrustedKeys;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Decides whether a {@code .changes} file is taken: who signed it, whether they may, and whether all files are whole.
 */
public final class Examiner {
    private final SmallFiles contents;
    private final TrustedKeys trusted;
    private final String keyring;
    private final UploadRules rules;

    /**
     * An examiner by these.
     *
     * @param keyring the name of the keyring whose keys count
     */
    public Examiner(SmallFiles contents, TrustedKeys trusted, String keyring, UploadRules rules) {
        this.contents = contents;
        this.trusted = trusted;
        this.keyring = keyring;
        this.rules = rules;
    }

    /**
     * What a file announces that a trusted key signed who may upload it into this repository; else the {@link Refused}
     * that says why not.
     */
    public Mono<Upload> announced(String repository, Blob file) {
        return contents.read(file, Inclusions.MAX_BYTES)
                .flatMap(this::signedByTrusted)
                .map(signed -> new Upload(permitted(repository, signed), signed.signers()));
    }

    /**
     * What a file announces that may be taken, all of it there; else the {@link Refused} that says why not.
     *
     * @param beside the accepted files of the same directory, by name
     */
    Mono<Announcement> examine(Inclusion how, Target target, AcceptedFile file, Map<String, AcceptedFile> beside) {
        return contents.read(file.blob(), Inclusions.MAX_BYTES)
                .flatMap(bytes -> signed(how, bytes))
                .map(signed -> announced(how, target, file, signed, beside));
    }

    private Mono<Signed> signed(Inclusion how, byte[] bytes) {
        boolean isSigned = ClearSigned.isSigned(bytes);
        if (!(isSigned ? how.ignoresSignatures() : how.takesUnsigned())) {
            return signedByTrusted(bytes);
        }
        Mono<Signed> plain = Mono.fromCallable(() -> new Signed(ClearSigned.text(bytes), List.of()));
        return isSigned ? ifTrusted(bytes).switchIfEmpty(plain) : plain;
    }

    /** Where nobody asks for a signature, policies may: a good one tells who signed, any other tells nothing. */
    private Mono<Signed> ifTrusted(byte[] bytes) {
        return trusted.check(bytes, keyring)
                .filter(signed -> !signed.signers().isEmpty())
                .onErrorResume(Refused.class, broken -> Mono.empty());
    }

    private Mono<Signed> signedByTrusted(byte[] bytes) {
        if (!ClearSigned.isSigned(bytes)) {
            return Mono.error(() -> new Refused(
                    InclusionFault.NOT_SIGNED,
                    ".changes file is not signed and unsigned processing hasn't been enabled"));
        }
        return trusted.check(bytes, keyring).doOnNext(Examiner::refuseStrangers);
    }

    private static void refuseStrangers(Signed signed) {
        if (signed.signers().isEmpty()) {
            throw new Refused(
                    InclusionFault.UNKNOWN_SIGNER,
                    "verification of clearsigned file failed: no good signature by a key of the keyring");
        }
    }

    private Announcement announced(
            Inclusion how, Target target, AcceptedFile file, Signed signed, Map<String, AcceptedFile> beside) {
        Changes changes = how.ignoresSignatures() ? Changes.parse(signed.text()) : permitted(target.name(), signed);
        return new Announcement(target, file, new Upload(changes, signed.signers()), whole(changes, beside));
    }

    private Changes permitted(String repository, Signed signed) {
        Changes changes = Changes.parse(signed.text());
        rules.check(repository, changes, signed.signers());
        return changes;
    }

    /**
     * The files that an upload lists, in its order, of these by name; refuses one that is missing or has other bytes.
     */
    public static List<AcceptedFile> whole(Changes changes, Map<String, AcceptedFile> beside) {
        return changes.files().stream()
                .map(listed -> verified(listed, beside.get(listed.name())))
                .toList();
    }

    private static AcceptedFile verified(ListedFile listed, @Nullable AcceptedFile file) {
        if (file == null) {
            throw new Refused(
                    InclusionFault.ANNOUNCED_FILE_MISSING,
                    "file '" + Fault.bounded(listed.name()) + "' is not in the upload directory");
        }
        Digests found = file.blob().digests();
        if (found.sizeBytes() != listed.sizeBytes()) {
            throw differs(
                    listed, "size mismatch: expected " + listed.sizeBytes() + " != obtained " + found.sizeBytes());
        }
        agree(listed, "SHA256", listed.sha256(), found.sha256());
        agree(listed, "SHA1", listed.sha1(), found.sha1());
        agree(listed, "MD5", listed.md5(), found.md5());
        return file;
    }

    private static void agree(ListedFile listed, String sum, String announced, String found) {
        if (!announced.isEmpty() && !announced.equals(found)) {
            throw differs(listed, "checksum mismatch " + sum + ": expected " + announced + " != obtained " + found);
        }
    }

    private static Refused differs(ListedFile listed, String how) {
        return new Refused(
                InclusionFault.ANNOUNCED_FILE_DIFFERS, "file '" + Fault.bounded(listed.name()) + "': " + how);
    }

    /**
     * A file that is taken.
     *
     * @param target the repository
     * @param file the {@code .changes} file
     * @param files what it announces, as accepted
     */
    record Announcement(Target target, AcceptedFile file, Upload upload, List<AcceptedFile> files) {
        Announcement {
            files = List.copyOf(files);
        }
    }

    /**
     * What a {@code .changes} file tells.
     *
     * @param signers the fingerprints of the trusted keys that signed it, as far as signatures count
     */
    public record Upload(Changes changes, List<String> signers) {
        /** Copies the list. */
        public Upload {
            signers = List.copyOf(signers);
        }
    }
}
