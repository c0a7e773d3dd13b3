-- Snapshots that are lists of their own, snapshots as sources of publications, pending changes of sources.
-- Reason: merged, pulled and chosen sets of packages are read like any repository at a revision, so a list is a
-- repository that was never among the living; aptly's drop asks what a snapshot was made from; one task may read two
-- revisions of one repository.
-- Locks: ACCESS EXCLUSIVE on six tables for an instant; snapshot is read once to prove NOT NULL, pin is small.

ALTER TABLE repository
    ADD COLUMN list boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT repository_list CHECK (NOT list OR dropped_at IS NOT NULL);
COMMENT ON COLUMN repository.list IS 'members of snapshots, all at revision 1; a tombstone from birth, never changed';

ALTER TABLE snapshot
    ALTER COLUMN repository_id SET NOT NULL,
    ALTER COLUMN revision SET NOT NULL,
    ADD COLUMN packages bigint CHECK (packages >= 0);
COMMENT ON COLUMN snapshot.packages IS 'how many it holds; NULL until somebody asked';

CREATE TABLE snapshot_source (
    snapshot_id  bigint  NOT NULL REFERENCES snapshot (id) ON DELETE CASCADE,
    position     integer NOT NULL,
    source_id    bigint  NOT NULL REFERENCES snapshot (id) ON DELETE CASCADE,
    PRIMARY KEY (snapshot_id, position)
);
CREATE INDEX snapshot_source_source ON snapshot_source (source_id);

ALTER TABLE pin
    DROP CONSTRAINT pin_pkey,
    ADD CONSTRAINT pin_once PRIMARY KEY (task_id, repository_id, revision);

ALTER TABLE publication
    ADD COLUMN pending jsonb;
COMMENT ON COLUMN publication.pending IS 'sources from the next update on, as [{"component","name"}]; NULL: as they are';

ALTER TABLE generation_source
    ADD COLUMN snapshot_id bigint REFERENCES snapshot (id);
COMMENT ON COLUMN generation_source.snapshot_id IS 'the snapshot that named this revision; NULL for a repository itself';
