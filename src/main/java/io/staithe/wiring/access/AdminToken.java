package io.staithe.wiring.access;

import io.staithe.access.Grant;
import io.staithe.access.token.Token;
import io.staithe.access.token.TokenSecret;
import io.staithe.access.token.Tokens;
import io.staithe.wiring.SecretFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Makes the first token, which may do everything, where none was ever made: its secret goes to a file that only the
 * server's user may read, and then its hash to the database. Of several instances one has its token taken; the others
 * remove their files. A start that ended between the two goes on with the file that it finds.
 */
final class AdminToken implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(AdminToken.class);
    private static final Token.Draft DRAFT = new Token.Draft("admin", List.of(Grant.ADMIN), null);

    private final Tokens tokens;
    private final Path file;
    private final Scheduler disk;
    private final boolean isNeeded;
    private volatile boolean running;

    /**
     * A token to be made.
     *
     * @param isNeeded false where the settings have one that may do everything
     */
    AdminToken(Tokens tokens, Path file, Scheduler disk, boolean isNeeded) {
        this.isNeeded = isNeeded;
        this.tokens = tokens;
        this.file = file;
        this.disk = disk;
    }

    @Override
    public void start() {
        running = true;
        if (isNeeded) {
            tokens.any().filter(any -> !any).subscribe(none -> onDisk(this::make), AdminToken::failed);
        }
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void make() {
        try {
            SecretFile.make(
                    file, (TokenSecret.fresh(new SecureRandom()).reveal() + "\n").getBytes(StandardCharsets.US_ASCII));
            TokenSecret secret = TokenSecret.parse(Files.readString(file).strip());
            tokens.createFirst(DRAFT, secret.hash(), "staithe")
                    .doOnNext(made -> LOG.info("event=access.admin-token file={}", file))
                    .hasElement()
                    .flatMap(made ->
                            made ? Mono.just(true) : tokens.find(secret.hash()).hasElement())
                    .subscribe(this::settle, AdminToken::failed);
        } catch (IOException | RuntimeException broken) {
            failed(broken);
        }
    }

    private void settle(boolean isKnown) {
        if (!isKnown) {
            onDisk(this::remove);
        }
    }

    private void remove() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException left) {
            throw new UncheckedIOException(left);
        }
    }

    private void onDisk(Runnable work) {
        try {
            disk.schedule(work);
        } catch (RejectedExecutionException full) {
            failed(full);
        }
    }

    private static void failed(Throwable failure) {
        LOG.error("event=access.admin-token.failed reason={}", failure.toString());
    }
}
