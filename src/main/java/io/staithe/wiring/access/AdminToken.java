package io.staithe.wiring.access;

import io.staithe.access.Grant;
import io.staithe.access.token.Token;
import io.staithe.access.token.TokenSecret;
import io.staithe.access.token.Tokens;
import io.staithe.fault.Refused;
import io.staithe.wiring.SecretFile;
import io.staithe.wiring.StartFault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import reactor.core.publisher.Mono;

/**
 * Makes a token that may do everything, where none that may was ever made: its secret goes to a file that only the
 * server's user may read, and then its hash to the database. Of several instances one has its token taken; the others
 * remove their files. A start that ended between the two goes on with the file that it finds.
 *
 * <p>The start waits for it, and is refused where the file is not as it must be: a server that nobody can administer,
 * or whose administrator somebody else chose, is of no use.
 */
final class AdminToken implements SmartInitializingSingleton {
    private static final Logger LOG = LoggerFactory.getLogger(AdminToken.class);
    private static final Token.Draft DRAFT = new Token.Draft("admin", List.of(Grant.ADMIN), null);
    private static final long PATIENCE_SECONDS = 60;

    private final Tokens tokens;
    private final Path file;
    private final Clock clock;

    AdminToken(Tokens tokens, Path file, Clock clock) {
        this.tokens = tokens;
        this.file = file;
        this.clock = clock;
    }

    @Override
    public void afterSingletonsInstantiated() {
        List<Token> made = admins();
        if (made.isEmpty()) {
            make();
        }
        if ((made.isEmpty() ? admins() : made).stream().noneMatch(token -> token.isGood(clock.instant()))) {
            LOG.warn(
                    "event=access.no-admin-token what=\"no token with the grant admin is good any more, and no other is"
                            + " made; set one by staithe.access.tokens\"");
        }
    }

    private void make() {
        try {
            SecretFile.make(
                    file, (TokenSecret.fresh(new SecureRandom()).reveal() + "\n").getBytes(StandardCharsets.US_ASCII));
            TokenSecret secret = TokenSecret.parse(Files.readString(file).strip());
            if (isTaken(secret)) {
                LOG.info("event=access.admin-token file={}", file);
            } else {
                Files.deleteIfExists(file);
            }
        } catch (IOException | Refused unfit) {
            throw new Refused(
                    StartFault.TOKEN_FILE,
                    "the first token, which may do everything, cannot be kept in " + file
                            + " (staithe.access.admin-token-file): " + unfit);
        }
    }

    private boolean isTaken(TokenSecret secret) {
        return awaited(tokens.createFirst(DRAFT, secret.hash(), "staithe")
                .switchIfEmpty(tokens.find(secret.hash()))
                .hasElement());
    }

    private List<Token> admins() {
        return awaited(tokens.admins().collectList());
    }

    /** Waits, on the thread that starts the server and on no other. */
    private static <T> T awaited(Mono<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        work.subscribe(done::complete, done::completeExceptionally);
        return done.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }
}
