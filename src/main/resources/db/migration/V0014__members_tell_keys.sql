-- What a key of aptly's dialect has beside the slot, told by the membership; who provides its own name.
-- Reason: a query that lists tens of thousands of keys spent its time reading the rows of packages, which are wide, for
-- two short columns. A membership never changes but for its end, nor does what it tells of its package.
-- Locks: ACCESS EXCLUSIVE on membership while each row is written once more, SHARE on package while a small index is
-- built; about ten seconds for a million packages.
ALTER TABLE membership
    ADD COLUMN version text,
    ADD COLUMN files_hash text;
UPDATE membership m
SET version = p.version,
    files_hash = p.files_hash
FROM package p
WHERE p.id = m.package_id;
ALTER TABLE membership
    ALTER COLUMN version SET NOT NULL,
    ALTER COLUMN files_hash SET NOT NULL;
COMMENT ON COLUMN membership.version IS 'of the package, as are name, version_key, architecture and files_hash';

-- The release before this one does not write them.
CREATE FUNCTION membership_key() RETURNS trigger
    LANGUAGE plpgsql AS
$$
BEGIN
    SELECT p.version, p.files_hash
    INTO NEW.version, NEW.files_hash
    FROM package p
    WHERE p.id = NEW.package_id;
    RETURN NEW;
END
$$;
CREATE TRIGGER membership_key
    BEFORE INSERT ON membership
    FOR EACH ROW
    WHEN (NEW.version IS NULL)
    EXECUTE FUNCTION membership_key();

-- Nearly always empty.
CREATE INDEX package_provides_itself ON package (id) WHERE provided @> ARRAY[name];

-- The same names sooner: most packages provide nothing, and an expression over each stanza costs as much as its row.
CREATE OR REPLACE FUNCTION provided_names(stanza text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE
        WHEN strpos(lower(stanza COLLATE "C"), 'provides:') > 0 THEN
            string_to_array(
                regexp_replace(
                    substring(E'\n' || stanza FROM '(?i)\nProvides:((?:[^\n]|\n[ \t])*)'),
                    '\([^)]*\)|:[a-z0-9-]+|[ \t\n]+',
                    '',
                    'g'
                ),
                ','
            )
    END;
