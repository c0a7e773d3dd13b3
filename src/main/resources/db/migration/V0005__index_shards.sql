-- Shards of indexes, the lists of shards that indexes are, which generation shows which list, and what a generation
-- changes in the uses of pool paths.
-- Reason: a publish reads, renders and compresses the shards that a change touched; so it must know which shards an
-- index had, find what moved between two revisions without reading either, and tell only the pool paths that moved.
-- Locks: two indexes on membership are made in the transaction, which stops writes to that table meanwhile; the added
-- column of staged_claim rewrites nothing.

-- A part of an index, cached under the digest of its text and shared by all publications. Its file has the text, a gzip
-- member and an xz block, one after another. To use one again, touch it first; one that is doomed is written anew.
CREATE TABLE shard (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    digest       bytea       NOT NULL CHECK (octet_length(digest) = 32),
    codec        integer     NOT NULL CHECK (codec > 0),
    location     text        NOT NULL CONSTRAINT shard_location UNIQUE,
    text_bytes   integer     NOT NULL CHECK (text_bytes > 0),
    gzip_bytes   integer     NOT NULL CHECK (gzip_bytes > 0),
    xz_unpadded  integer     NOT NULL CHECK (xz_unpadded > 0),
    state        text        NOT NULL DEFAULT 'kept' CHECK (state IN ('kept', 'doomed')),
    created_at   timestamptz NOT NULL DEFAULT now(),
    touched_at   timestamptz NOT NULL DEFAULT now(),
    doomed_by    bigint REFERENCES instance (id),
    doomed_at    timestamptz,
    CHECK ((state = 'doomed') = (doomed_at IS NOT NULL))
);
CREATE UNIQUE INDEX shard_kept_digest ON shard (digest, codec) WHERE state = 'kept';
CREATE INDEX shard_touched ON shard (touched_at);

-- What an index is: its shards in their order. A list is a root for its shards; generations are roots for lists, and a
-- list that was touched lately may be on its way into one.
CREATE TABLE index_list (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    line            text        NOT NULL,
    repository_id   bigint      NOT NULL REFERENCES repository (id),
    first_revision  bigint      NOT NULL,
    last_revision   bigint      NOT NULL,
    entries         bigint      NOT NULL CHECK (entries >= 0),
    shards          bigint[]    NOT NULL,
    firsts          text[]      NOT NULL,
    sums            text        NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    touched_at      timestamptz NOT NULL DEFAULT now(),
    CHECK (cardinality(shards) = cardinality(firsts))
);
CREATE INDEX index_list_line ON index_list (repository_id, line, last_revision);
CREATE INDEX index_list_touched ON index_list (touched_at);
COMMENT ON COLUMN index_list.line IS 'what makes other bytes of the same members: form of stanzas, kind, architecture, pool directory';
COMMENT ON COLUMN index_list.first_revision IS 'a revision with exactly this content; so is last_revision; those between may differ';
COMMENT ON COLUMN index_list.firsts IS 'the position of the first member of each shard';
COMMENT ON COLUMN index_list.sums IS 'size and digests of the index in each of its forms, as JSON';

-- Which list each index of a generation is: a root for the list.
CREATE TABLE generation_index (
    publication_id  bigint NOT NULL,
    number          bigint NOT NULL,
    path            text   NOT NULL,
    list_id         bigint NOT NULL CONSTRAINT generation_index_list REFERENCES index_list (id),
    CONSTRAINT generation_index_path PRIMARY KEY (publication_id, number, path),
    FOREIGN KEY (publication_id, number) REFERENCES generation (publication_id, number) ON DELETE CASCADE
);
CREATE INDEX generation_index_list_id ON generation_index (list_id);

-- What moved between two revisions.
CREATE INDEX membership_since ON membership (repository_id, since_revision);
CREATE INDEX membership_until ON membership (repository_id, until_revision) WHERE until_revision IS NOT NULL;

-- A generation that is made from the one before stages only what it shows anew, and what it shows no more.
ALTER TABLE staged_claim ADD COLUMN released boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN staged_claim.released IS 'whether the publication ceases to use the claim with the switch';
