-- What packages provide, and the catalogue in the order of lists.
-- Reason: a package query by name must find whoever provides the name without reading every stanza, and lists over the
-- whole catalogue are read in pages. The column is computed from the stanza, so that nobody can forget to write it.
-- Locks: ACCESS EXCLUSIVE on package while it is rewritten and indexed; about ten seconds for a million packages.
CREATE FUNCTION provided_names(stanza text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    RETURN string_to_array(
        regexp_replace(
            substring(E'\n' || stanza FROM '(?i)\nProvides:((?:[^\n]|\n[ \t])*)'),
            '\([^)]*\)|:[a-z0-9-]+|[ \t\n]+',
            '',
            'g'
        ),
        ','
    );
COMMENT ON FUNCTION provided_names(text) IS 'the names in the field Provides of a stanza; null where it has none';

ALTER TABLE package
    ADD COLUMN provided text[] GENERATED ALWAYS AS (
        CASE WHEN kind <> 'source' THEN provided_names(stanza) END
    ) STORED;

CREATE INDEX package_provided ON package USING gin (provided) WHERE provided IS NOT NULL;
CREATE INDEX package_order ON package (name COLLATE "C", version_key DESC, architecture COLLATE "C", id);
