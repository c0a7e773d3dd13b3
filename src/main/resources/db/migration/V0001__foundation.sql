-- The first schema of Staithe: instances, blobs and uploads, the queue, the catalogue, publications.
-- Reason: everything that the promises of the design rest on (conditional revisions, interval membership with its
-- guard, tasks with attempts, claims, tombstones) stands from the first day, so that nothing later rewrites it.
-- Locks: creates tables only; nothing waits.

-- ---------------------------------------------------------------------------------------------------------------
-- Instances: a stable name, a number per start, one heartbeat on the database's clock.
CREATE TABLE instance (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name          text        NOT NULL CONSTRAINT instance_name UNIQUE,
    start_number  bigint      NOT NULL CHECK (start_number > 0),
    url           text,
    started_at    timestamptz NOT NULL DEFAULT now(),
    heartbeat_at  timestamptz NOT NULL DEFAULT now(),
    stopped_at    timestamptz
);

-- ---------------------------------------------------------------------------------------------------------------
-- Bytes. A blob has a location of its own upload; a digest is unique only among the kept.
CREATE TABLE blob (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    size_bytes  bigint      NOT NULL CHECK (size_bytes >= 0),
    md5         bytea       NOT NULL CHECK (octet_length(md5) = 16),
    sha1        bytea       NOT NULL CHECK (octet_length(sha1) = 20),
    sha256      bytea       NOT NULL CHECK (octet_length(sha256) = 32),
    sha512      bytea       NOT NULL CHECK (octet_length(sha512) = 64),
    location    text        NOT NULL CONSTRAINT blob_location UNIQUE,
    state       text        NOT NULL DEFAULT 'kept' CHECK (state IN ('kept', 'doomed')),
    created_at  timestamptz NOT NULL DEFAULT now(),
    touched_at  timestamptz NOT NULL DEFAULT now(),
    doomed_by   bigint REFERENCES instance (id),
    doomed_at   timestamptz,
    CHECK ((state = 'doomed') = (doomed_at IS NOT NULL))
);
CREATE UNIQUE INDEX blob_kept_digest ON blob (sha256) WHERE state = 'kept';
CREATE INDEX blob_touched ON blob (touched_at);

-- What an inspector of one version found in a blob that was uploaded as one kind of file; never inspected twice.
CREATE TABLE inspection (
    blob_id           bigint      NOT NULL REFERENCES blob (id) ON DELETE CASCADE,
    kind              text        NOT NULL CHECK (kind IN ('deb', 'udeb', 'ddeb', 'dsc')),
    inspector         integer     NOT NULL CHECK (inspector > 0),
    control           text,
    control_fault     text,
    control_message   text,
    contents_state    text        NOT NULL CHECK (contents_state IN ('pending', 'passed', 'refused')),
    contents_fault    text,
    contents_message  text,
    files             bytea,
    files_count       bigint,
    inspected_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT inspection_once PRIMARY KEY (blob_id, kind, inspector),
    CHECK ((control IS NULL) = (control_fault IS NOT NULL)),
    CHECK ((contents_state = 'refused') = (contents_fault IS NOT NULL))
);
COMMENT ON COLUMN inspection.control IS 'the checked control stanza, as deb822 text';
COMMENT ON COLUMN inspection.files IS 'paths of data.tar without directories, sorted, one per line, compressed with gzip';

-- An upload directory is rows: (directory, name) to the digest last uploaded there. A directory may be empty.
CREATE TABLE upload_directory (
    name        text COLLATE "C" PRIMARY KEY,
    created_at  timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE upload_file (
    directory    text COLLATE "C" NOT NULL CONSTRAINT upload_file_directory REFERENCES upload_directory (name) ON DELETE CASCADE,
    name         text COLLATE "C" NOT NULL,
    blob_id      bigint      NOT NULL CONSTRAINT upload_file_blob REFERENCES blob (id),
    uploaded_at  timestamptz NOT NULL DEFAULT now(),
    caller       text        NOT NULL,
    CONSTRAINT upload_file_name PRIMARY KEY (directory, name)
);
CREATE INDEX upload_file_blob_id ON upload_file (blob_id);

-- ---------------------------------------------------------------------------------------------------------------
-- The queue.
CREATE TABLE task (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind             text        NOT NULL,
    payload_version  integer     NOT NULL CHECK (payload_version > 0),
    payload          jsonb       NOT NULL,
    title            text        NOT NULL,
    caller           text        NOT NULL,
    correlation      text        NOT NULL,
    listed           boolean     NOT NULL,
    changes          text[]      NOT NULL CHECK (cardinality(changes) > 0),
    reads            text[]      NOT NULL,
    state            text        NOT NULL DEFAULT 'queued'
                     CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    attempt          integer     NOT NULL DEFAULT 0 CHECK (attempt >= 0),
    owner_instance   bigint REFERENCES instance (id),
    owner_start      bigint,
    output           text        NOT NULL DEFAULT '',
    detail           jsonb,
    outcome          jsonb,
    fault_code       text,
    fault_category   text,
    fault_message    text,
    accepted_at      timestamptz NOT NULL DEFAULT now(),
    started_at       timestamptz,
    finished_at      timestamptz,
    CHECK ((state IN ('succeeded', 'failed', 'cancelled')) = (finished_at IS NOT NULL)),
    CHECK ((state = 'failed') = (fault_code IS NOT NULL)),
    CHECK (state <> 'running' OR (owner_instance IS NOT NULL AND owner_start IS NOT NULL AND attempt > 0))
);
CREATE INDEX task_finished ON task (finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX task_listed ON task (id) WHERE listed;
COMMENT ON COLUMN task.listed IS 'whether the task stays in lists when it is finished; calls that waited for it do not';

-- The lanes of unfinished tasks only: settling deletes them, so every question about order reads a small table.
CREATE TABLE task_lane (
    lane     text    NOT NULL,
    task_id  bigint  NOT NULL REFERENCES task (id) ON DELETE CASCADE,
    changes  boolean NOT NULL,
    home     boolean NOT NULL,
    PRIMARY KEY (lane, task_id),
    CHECK (changes OR NOT home)
);
CREATE INDEX task_lane_task ON task_lane (task_id);

-- Who drains a lane; only the instance row is renewed, and a lapsed instance frees its lanes.
CREATE TABLE lane (
    name            text   PRIMARY KEY,
    owner_instance  bigint NOT NULL REFERENCES instance (id),
    owner_start     bigint NOT NULL
);

-- The files that an accepted addition will add: a root for the blobs until the task is settled.
CREATE TABLE task_file (
    task_id    bigint  NOT NULL REFERENCES task (id) ON DELETE CASCADE,
    position   integer NOT NULL,
    directory  text    NOT NULL,
    name       text    NOT NULL,
    blob_id    bigint  NOT NULL CONSTRAINT task_file_blob REFERENCES blob (id),
    PRIMARY KEY (task_id, position)
);
CREATE INDEX task_file_blob_id ON task_file (blob_id);

-- Events to be delivered, written in the transaction of what they tell.
CREATE TABLE outbox (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at       timestamptz NOT NULL DEFAULT now(),
    kind     text        NOT NULL,
    subject  text        NOT NULL,
    payload  jsonb       NOT NULL
);

-- ---------------------------------------------------------------------------------------------------------------
-- The catalogue.
CREATE TABLE repository (
    id                    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name                  text        NOT NULL CHECK (name <> ''),
    comment               text        NOT NULL DEFAULT '',
    default_distribution  text        NOT NULL DEFAULT '',
    default_component     text        NOT NULL DEFAULT 'main',
    revision              bigint      NOT NULL DEFAULT 0 CHECK (revision >= 0),
    created_at            timestamptz NOT NULL DEFAULT now(),
    touched_at            timestamptz NOT NULL DEFAULT now(),
    dropped_at            timestamptz
);
CREATE UNIQUE INDEX repository_name ON repository (name) WHERE dropped_at IS NULL;

CREATE TABLE revision (
    repository_id  bigint      NOT NULL REFERENCES repository (id),
    number         bigint      NOT NULL CHECK (number > 0),
    at             timestamptz NOT NULL,
    task_id        bigint      NOT NULL,
    caller         text        NOT NULL,
    change         text        NOT NULL,
    previous_hash  bytea       NOT NULL,
    hash           bytea       NOT NULL,
    CONSTRAINT revision_number PRIMARY KEY (repository_id, number)
);

CREATE TABLE package (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind            text        NOT NULL CHECK (kind IN ('deb', 'udeb', 'ddeb', 'source')),
    name            text        NOT NULL,
    version         text        NOT NULL,
    version_key     bytea       NOT NULL,
    architecture    text        NOT NULL,
    files_hash      text        NOT NULL,
    source_name     text        NOT NULL,
    source_version  text        NOT NULL,
    stanza          text        NOT NULL,
    blob_id         bigint      NOT NULL REFERENCES blob (id),
    file_name       text        NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT package_key UNIQUE (architecture, name, version, files_hash)
);
CREATE INDEX package_blob_id ON package (blob_id);
COMMENT ON COLUMN package.architecture IS 'source for source packages, all for arch-independent ones';
COMMENT ON COLUMN package.stanza IS 'the checked control stanza without any field that an index writes itself';

-- Files of a source package: the .dsc and what it names. Binary packages have only their blob.
CREATE TABLE package_file (
    package_id  bigint NOT NULL REFERENCES package (id) ON DELETE CASCADE,
    name        text   NOT NULL,
    blob_id     bigint NOT NULL REFERENCES blob (id),
    PRIMARY KEY (package_id, name)
);
CREATE INDEX package_file_blob_id ON package_file (blob_id);

-- Membership is intervals of revisions; a closed one is never reopened.
CREATE TABLE membership (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    repository_id   bigint NOT NULL REFERENCES repository (id),
    package_id      bigint NOT NULL REFERENCES package (id),
    name            text   COLLATE "C" NOT NULL,
    version_key     bytea  NOT NULL,
    architecture    text   COLLATE "C" NOT NULL,
    since_revision  bigint NOT NULL CHECK (since_revision > 0),
    until_revision  bigint,
    CHECK (until_revision > since_revision)
);
CREATE UNIQUE INDEX membership_open ON membership (repository_id, name, architecture, version_key)
    WHERE until_revision IS NULL;
CREATE INDEX membership_order ON membership (repository_id, name, version_key DESC, architecture);
CREATE INDEX membership_package ON membership (package_id);

CREATE TABLE snapshot (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name           text        NOT NULL CHECK (name <> ''),
    description    text        NOT NULL DEFAULT '',
    source_kind    text        NOT NULL CHECK (source_kind IN ('local', 'repo', 'snapshot')),
    repository_id  bigint REFERENCES repository (id),
    revision       bigint,
    created_at     timestamptz NOT NULL DEFAULT now(),
    dropped_at     timestamptz,
    CHECK ((repository_id IS NULL) = (revision IS NULL))
);
CREATE UNIQUE INDEX snapshot_name ON snapshot (name) WHERE dropped_at IS NULL;
CREATE INDEX snapshot_repository ON snapshot (repository_id);

-- What a running task reads is kept until it is settled.
CREATE TABLE pin (
    task_id        bigint NOT NULL REFERENCES task (id) ON DELETE CASCADE,
    repository_id  bigint NOT NULL REFERENCES repository (id),
    revision       bigint NOT NULL,
    PRIMARY KEY (task_id, repository_id)
);
CREATE INDEX pin_repository ON pin (repository_id);

-- ---------------------------------------------------------------------------------------------------------------
-- Publications: a sequence of immutable generations; the current one is the row's word.
CREATE TABLE publication (
    id                      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    storage                 text        NOT NULL DEFAULT '',
    prefix                  text        NOT NULL,
    distribution            text        NOT NULL,
    dialect                 text        NOT NULL CHECK (dialect IN ('aptly', 'native')),
    source_kind             text        NOT NULL CHECK (source_kind IN ('local', 'snapshot')),
    architectures           text[]      NOT NULL,
    options                 jsonb       NOT NULL,
    generation              bigint      NOT NULL DEFAULT 0 CHECK (generation >= 0),
    created_at              timestamptz NOT NULL DEFAULT now(),
    touched_at              timestamptz NOT NULL DEFAULT now(),
    dropped_at              timestamptz
);
CREATE UNIQUE INDEX publication_place ON publication (storage, prefix, distribution) WHERE dropped_at IS NULL;
COMMENT ON COLUMN publication.options IS 'what was set: label, origin, version, flags, key ids; never a passphrase';

CREATE TABLE publication_source (
    publication_id  bigint NOT NULL REFERENCES publication (id),
    component       text   NOT NULL,
    repository_id   bigint REFERENCES repository (id),
    snapshot_id     bigint REFERENCES snapshot (id),
    PRIMARY KEY (publication_id, component),
    CHECK ((repository_id IS NULL) <> (snapshot_id IS NULL))
);
CREATE INDEX publication_source_repository ON publication_source (repository_id);
CREATE INDEX publication_source_snapshot ON publication_source (snapshot_id);

CREATE TABLE generation (
    publication_id  bigint      NOT NULL REFERENCES publication (id),
    number          bigint      NOT NULL CHECK (number > 0),
    staging         text        NOT NULL CONSTRAINT generation_staging UNIQUE,
    task_id         bigint      NOT NULL,
    released_at     timestamptz NOT NULL,
    last_modified   timestamptz NOT NULL,
    packages        bigint      NOT NULL,
    state           text        NOT NULL DEFAULT 'kept' CHECK (state IN ('kept', 'doomed')),
    created_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT generation_number PRIMARY KEY (publication_id, number)
);
COMMENT ON COLUMN generation.released_at IS 'the Date of its Release file; never goes back';
COMMENT ON COLUMN generation.last_modified IS 'the validator of its InRelease; strictly increasing by whole seconds';

CREATE TABLE generation_source (
    publication_id  bigint NOT NULL,
    number          bigint NOT NULL,
    component       text   NOT NULL,
    repository_id   bigint NOT NULL REFERENCES repository (id),
    revision        bigint NOT NULL,
    PRIMARY KEY (publication_id, number, component),
    FOREIGN KEY (publication_id, number) REFERENCES generation (publication_id, number) ON DELETE CASCADE
);

-- A pool path of a prefix carries one digest while a kept generation uses it.
CREATE TABLE pool_claim (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    storage     text        NOT NULL,
    prefix      text        NOT NULL,
    path        text        NOT NULL,
    blob_id     bigint      NOT NULL REFERENCES blob (id),
    state       text        NOT NULL DEFAULT 'kept' CHECK (state IN ('kept', 'doomed')),
    replaced    boolean     NOT NULL DEFAULT false,
    linked      boolean     NOT NULL DEFAULT false,
    created_at  timestamptz NOT NULL DEFAULT now(),
    touched_at  timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX pool_claim_path ON pool_claim (storage, prefix, path) WHERE state = 'kept';
CREATE INDEX pool_claim_blob_id ON pool_claim (blob_id);

-- Which generations of which publication use a claim, as an interval: one more package costs one row.
CREATE TABLE pool_use (
    claim_id          bigint NOT NULL REFERENCES pool_claim (id),
    publication_id    bigint NOT NULL REFERENCES publication (id),
    since_generation  bigint NOT NULL,
    until_generation  bigint,
    PRIMARY KEY (claim_id, publication_id, since_generation),
    CHECK (until_generation > since_generation)
);
CREATE INDEX pool_use_publication ON pool_use (publication_id) WHERE until_generation IS NULL;
