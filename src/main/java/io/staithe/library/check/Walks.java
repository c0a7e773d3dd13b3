package io.staithe.library.check;

import io.staithe.library.receipt.History;
import io.staithe.pool.Blobs;
import io.staithe.pool.Pool;
import io.staithe.pool.file.BlobProof;
import io.staithe.publish.ArchiveView;
import io.staithe.publish.Upkeep;
import io.staithe.publish.files.OutsideLinks;
import io.staithe.publish.files.SweptFiles;
import io.staithe.publish.files.TreeProof;
import io.staithe.publish.generation.PoolClaims;
import io.staithe.publish.index.IndexProof;
import io.staithe.publish.proof.GenerationProof;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * Makes the walks of all parts.
 *
 * @param rows what the database says
 * @param files where bytes are
 * @param published what is published, and who repairs it
 * @param proofs who compares
 * @param times how long what may be wrong
 */
public record Walks(Rows rows, Files files, Published published, Proofs proofs, Times times) {
    /** One for each part, in the order of parts. */
    public List<Walk> all() {
        return List.of(
                new BytesWalk(rows.pool(), proofs.blobs(), proofs.trees(), files.pool(), files.blobs()),
                new LogWalk(rows.catalog(), rows.history()),
                new PackagesWalk(rows.catalog(), proofs.indexes(), published.upkeep()),
                new GenerationsWalk(
                        rows.catalog(), proofs.generations(), proofs.indexes(), files.published(), published.upkeep()),
                new PoolPathsWalk(rows.pool(), proofs.trees(), published.claims()),
                new LinksWalk(published.view(), proofs.trees(), published.links(), times.patience()),
                new OrphansWalk(rows.pool(), files.pool(), times.clock(), times.grace()));
    }

    /** What the database says. */
    public record Rows(PoolFacts pool, CatalogFacts catalog, History history) {}

    /** Where bytes are. */
    public record Files(Pool pool, Blobs blobs, SweptFiles published) {}

    /** What is published, and who repairs it. */
    public record Published(ArchiveView view, OutsideLinks links, PoolClaims claims, Upkeep upkeep) {}

    /** Who compares. */
    public record Proofs(BlobProof blobs, IndexProof indexes, GenerationProof generations, TreeProof trees) {}

    /**
     * How long what may be wrong.
     *
     * @param grace how long files may be without a row
     * @param patience how long links may be behind the database
     */
    public record Times(Clock clock, Duration grace, Duration patience) {}
}
