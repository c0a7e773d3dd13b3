package io.staithe.library.receipt;

import io.micrometer.core.instrument.Counter;
import io.staithe.access.Caller;
import io.staithe.access.Need;
import io.staithe.access.Role;
import io.staithe.catalog.RepositoryId;
import io.staithe.library.receipt.Receipts.Showing;
import io.staithe.publish.Place;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Use cases of receipts: each addition has one, signed whenever it is asked for. */
public final class ReceiptBook {
    private final Receipts receipts;
    private final Seal seal;
    private final Counter signed;

    /**
     * A book under a seal.
     *
     * @param signed counts the receipts that were signed
     */
    public ReceiptBook(Receipts receipts, Seal seal, Counter signed) {
        this.receipts = receipts;
        this.seal = seal;
        this.signed = signed;
    }

    /** The key that checks the signatures, as PEM. */
    public String publicKey() {
        return seal.publicKey();
    }

    /**
     * A receipt, with the generations that show the package now as far as the caller may read them; an unknown id, and
     * one of a repository that the caller may not read, is {@code UNKNOWN_RECEIPT}.
     */
    public Mono<Shown> show(Caller caller, String id) {
        return Mono.fromCallable(() -> ReceiptId.parse(id))
                .flatMap(receipts::find)
                .filter(receipt -> isReadable(caller, receipt))
                .switchIfEmpty(Mono.error(() -> ReceiptId.unknown(id)))
                .flatMap(receipt ->
                        Mono.zip(sign(receipt), shown(caller, receipt).collectList(), Shown::new));
    }

    private static boolean isReadable(Caller caller, Receipt receipt) {
        return caller.may(Need.some(Role.READ, receipt.repository()));
    }

    private Flux<Showing> shown(Caller caller, Receipt receipt) {
        return receipts.shown(receipt.id())
                .filter(showing -> caller.may(Need.publicationRead(
                        new Place(showing.storage(), showing.prefix(), showing.distribution()).toString())));
    }

    /**
     * The receipts of some bytes, the oldest first; none where no living repository knows them that the caller may
     * read.
     */
    public Flux<SignedReceipt> ofDigest(Caller caller, String sha256) {
        return receipts.ofDigest(sha256)
                .filter(receipt -> isReadable(caller, receipt))
                .flatMapSequential(this::sign);
    }

    /** The last addition of a package to a repository; empty where it was never added. */
    public Mono<SignedReceipt> of(RepositoryId repository, String sha256) {
        return receipts.of(repository, sha256).flatMap(this::sign);
    }

    private Mono<SignedReceipt> sign(Receipt receipt) {
        return SignedReceipt.of(receipt, seal).doOnNext(made -> signed.increment());
    }

    /**
     * A receipt and what shows the package now.
     *
     * @param showings by publication
     */
    public record Shown(SignedReceipt receipt, List<Showing> showings) {
        /** Copies the list. */
        public Shown {
            showings = List.copyOf(showings);
        }
    }
}
