package io.staithe.publish;

import static io.staithe.publish.PublishingHouse.get;
import static io.staithe.publish.PublishingHouse.wanted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.staithe.access.Caller;
import io.staithe.archive.ReleaseSigner;
import io.staithe.catalog.CatalogFault;
import io.staithe.fault.FaultCode;
import io.staithe.fault.Refused;
import io.staithe.queue.Listing;
import io.staithe.queue.Task;
import io.staithe.testkit.DebBuilder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was dropped, and what comes to its place. */
final class OldPlacesIT {
    private static final Map<String, String> MAIN = Map.of("main", "main");

    @TempDir
    Path room;

    private PublishingHouse house;

    @BeforeEach
    void stock() {
        house = new PublishingHouse(room);
        house.add(house.repository("main"), DebBuilder.of("hello"));
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void aPublicationIsDroppedOnce() {
        PublishingNode node = house.node();
        Publication gone = node.create(wanted("bookworm", MAIN, null));
        Task first = dropping(node, gone);
        Task second = dropping(node, gone);
        node.performed(first);
        assertRefused(() -> node.performed(second), PublishFault.UNKNOWN_PUBLICATION);
        assertThat(house.count("SELECT count(*) FROM outbox WHERE kind = 'publication.dropped'"))
                .isEqualTo(1);
    }

    @Test
    void aNewPublicationAtAnOldPlaceNeverRepeatsAValidator() {
        Instant now = Instant.now();
        PublishingNode frozen = house.node(Seams.none().clock(Clock.fixed(now, ZoneOffset.UTC)));
        Publication gone = frozen.create(wanted("bookworm", MAIN, null));
        frozen.update(gone);
        frozen.update(gone);
        Instant shown = validator(frozen);
        frozen.drop(gone);
        frozen.create(wanted("bookworm", MAIN, null));
        assertThat(validator(frozen)).isAfter(shown);
    }

    @Test
    void aRepositoryThatIsDroppedBeforeTheSwitchIsNotPublished() {
        PublishingNode slow = house.node(Seams.none().signer(plain -> new Overtaken(plain, () -> drop("main"))));
        assertRefused(() -> slow.create(wanted("bookworm", MAIN, null)), CatalogFault.UNKNOWN_REPOSITORY);
        assertThat(house.count("SELECT count(*) FROM publication")).isZero();
    }

    private void drop(String repository) {
        house.update("UPDATE repository SET dropped_at = now() WHERE name = '" + repository + "'");
    }

    private static Instant validator(PublishingNode node) {
        return get(node.archives.resolve(Caller.open(), "", "dists/bookworm/InRelease"))
                .lastModified();
    }

    private static Task dropping(PublishingNode node, Publication publication) {
        return get(node.publications.drop(PublishingHouse.caller(), publication.place(), false, Listing.LISTED));
    }

    private static void assertRefused(ThrowingCallable call, FaultCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(code));
    }

    /** Something comes between the rendering and the switch. */
    private record Overtaken(ReleaseSigner plain, Runnable before) implements ReleaseSigner {
        @Override
        public byte[] clearSigned(byte[] release, List<String> keys, Instant at) {
            before.run();
            return plain.clearSigned(release, keys, at);
        }

        @Override
        public byte[] detached(byte[] release, List<String> keys, Instant at) {
            return plain.detached(release, keys, at);
        }
    }
}
