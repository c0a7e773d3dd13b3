-- What sweeping needs: who dooms what, files by hash as rows, what is left of dropped publications, one sweep at a time.
-- Reason: a row is doomed before its file is deleted, and whoever comes later sees it; a pool path is used again, so a
-- doomed one keeps its place until its link is gone.
-- Locks: ACCESS EXCLUSIVE on pool_claim and generation while a small index each is built (generation is rewritten), on
-- publication for an instant; SHARE on revision, blob and shard while an index each is built.

DROP INDEX pool_claim_path;
CREATE UNIQUE INDEX pool_claim_path ON pool_claim (storage, prefix, path);
ALTER TABLE pool_claim
    ADD COLUMN doomed_by bigint REFERENCES instance (id),
    ADD COLUMN doomed_at timestamptz,
    ADD CONSTRAINT pool_claim_doomed CHECK ((state = 'doomed') = (doomed_at IS NOT NULL));

ALTER TABLE generation
    ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT generation_id UNIQUE,
    ADD COLUMN doomed_by bigint REFERENCES instance (id),
    ADD COLUMN doomed_at timestamptz,
    ADD CONSTRAINT generation_doomed CHECK ((state = 'doomed') = (doomed_at IS NOT NULL));

-- A tombstone says when clients of its place were shown what, whether the pool keeps its paths, and whether its files
-- are gone.
ALTER TABLE publication
    ADD COLUMN released_at timestamptz,
    ADD COLUMN last_modified timestamptz,
    ADD COLUMN keeps_pool boolean NOT NULL DEFAULT false,
    ADD COLUMN emptied_at timestamptz;
UPDATE publication p
SET released_at = g.released_at,
    last_modified = g.last_modified
FROM generation g
WHERE g.publication_id = p.id
  AND g.number = p.generation
  AND p.dropped_at IS NOT NULL;
CREATE INDEX publication_dropped ON publication (storage, prefix, distribution) WHERE dropped_at IS NOT NULL;
COMMENT ON COLUMN publication.released_at IS 'of a tombstone: the Date of its last Release file';
COMMENT ON COLUMN publication.keeps_pool IS 'of a tombstone: dropped with SkipCleanup';
COMMENT ON COLUMN publication.emptied_at IS 'of a tombstone: when its files were gone';

-- Files that all generations of a publication share: by-hash files, and parts of plain indexes that are not written.
CREATE TABLE hashed_file (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    publication_id  bigint      NOT NULL CONSTRAINT hashed_file_publication REFERENCES publication (id),
    path            text        NOT NULL,
    list_id         bigint CONSTRAINT hashed_file_list REFERENCES index_list (id),
    size_bytes      bigint      NOT NULL CHECK (size_bytes >= 0),
    generation      bigint      NOT NULL CHECK (generation > 0),
    state           text        NOT NULL DEFAULT 'kept' CHECK (state IN ('kept', 'doomed')),
    touched_at      timestamptz NOT NULL DEFAULT now(),
    doomed_by       bigint REFERENCES instance (id),
    doomed_at       timestamptz,
    CONSTRAINT hashed_file_path UNIQUE (publication_id, path),
    CHECK ((state = 'doomed') = (doomed_at IS NOT NULL))
);
CREATE INDEX hashed_file_list_id ON hashed_file (list_id) WHERE list_id IS NOT NULL;
COMMENT ON COLUMN hashed_file.path IS 'below the directory of the publication';
COMMENT ON COLUMN hashed_file.list_id IS 'of parts: the list whose shards they are, which stays as long';
COMMENT ON COLUMN hashed_file.generation IS 'the last one that named it';

-- When memberships ended.
CREATE INDEX revision_at ON revision (repository_id, at);

-- Who sweeps, which is a courtesy: two that sweep at once do no harm.
CREATE TABLE sweep (
    one             boolean PRIMARY KEY DEFAULT true CHECK (one),
    owner_instance  bigint REFERENCES instance (id),
    begun_at        timestamptz NOT NULL DEFAULT to_timestamp(0),
    ended_at        timestamptz DEFAULT to_timestamp(0),
    thorough_at     timestamptz NOT NULL DEFAULT to_timestamp(0)
);
INSERT INTO sweep DEFAULT VALUES;

-- What is doomed, and what shows a revision.
CREATE INDEX blob_doomed ON blob (id) WHERE state = 'doomed';
CREATE INDEX shard_doomed ON shard (id) WHERE state = 'doomed';
CREATE INDEX pool_claim_doomed ON pool_claim (id) WHERE state = 'doomed';
CREATE INDEX generation_dooms ON generation (id) WHERE state = 'doomed';
CREATE INDEX hashed_file_doomed ON hashed_file (id) WHERE state = 'doomed';
CREATE INDEX generation_source_repository ON generation_source (repository_id, revision);
