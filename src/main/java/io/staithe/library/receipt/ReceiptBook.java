package io.staithe.library.receipt;

import io.micrometer.core.instrument.Counter;
import io.staithe.access.Caller;
import io.staithe.catalog.RepositoryId;
import io.staithe.library.receipt.Receipts.Showing;
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

    /** A receipt, with the generations that show the package now; an unknown id is {@code UNKNOWN_RECEIPT}. */
    public Mono<Shown> show(Caller caller, String id) {
        return Mono.fromCallable(() -> ReceiptId.parse(id))
                .flatMap(receipts::find)
                .switchIfEmpty(Mono.error(() -> ReceiptId.unknown(id)))
                .flatMap(receipt ->
                        Mono.zip(sign(receipt), receipts.shown(receipt.id()).collectList(), Shown::new));
    }

    /** The receipts of some bytes, the oldest first; none where no living repository knows them. */
    public Flux<SignedReceipt> ofDigest(Caller caller, String sha256) {
        return receipts.ofDigest(sha256).flatMapSequential(this::sign);
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
