-- What a generation was made of and how long it is valid; what has to be looked up of a publication's options.
-- Reason: an update that would make the same generation again is answered by the one that stands; Release files that
-- expire are signed again before they do; publications are found by their aliases, and those that publish themselves
-- without a look at all others.
-- Locks: ACCESS EXCLUSIVE on two small tables for an instant (columns without a rewrite), then while small indexes are
-- built.
ALTER TABLE generation
    ADD COLUMN recipe text,
    ADD COLUMN valid_until timestamptz;
CREATE INDEX generation_valid_until ON generation (publication_id, number) WHERE valid_until IS NOT NULL;
COMMENT ON COLUMN generation.recipe IS 'digest of what decides its bytes; null where an older release made it';

ALTER TABLE publication
    ADD COLUMN aliases text[] NOT NULL DEFAULT '{}',
    ADD COLUMN quiet_millis bigint CHECK (quiet_millis >= 0),
    ADD COLUMN within_millis bigint CHECK (within_millis >= 0),
    ADD CONSTRAINT publication_automatic CHECK ((quiet_millis IS NULL) = (within_millis IS NULL));
CREATE INDEX publication_aliases ON publication USING gin (aliases) WHERE dropped_at IS NULL AND aliases <> '{}';
CREATE INDEX publication_automatic ON publication (id) WHERE dropped_at IS NULL AND quiet_millis IS NOT NULL;
COMMENT ON COLUMN publication.aliases IS 'as the options say: other names of the distribution';
COMMENT ON COLUMN publication.quiet_millis IS 'as the options say, where it publishes itself; else null';
