-- The checks of V0018 without parameters, so that each is planned once and not again for every array.
-- Reason: for a statement of a few rows, as of single additions, a plan for the ids at hand promised more than the general
-- one and was made each time, which took longer than the check.
-- Locks: none on tables.
CREATE OR REPLACE FUNCTION task_file_refers() RETURNS trigger
    LANGUAGE plpgsql AS
$$
BEGIN
    IF (SELECT count(DISTINCT task_id) FROM arrived) <> (
            SELECT count(*)
            FROM (SELECT FROM task WHERE id = ANY (ARRAY(SELECT task_id FROM arrived)) ORDER BY id FOR KEY SHARE) held) THEN
        PERFORM reference_broken('task_file', 'task');
    END IF;
    IF (SELECT count(DISTINCT blob_id) FROM arrived) <> (
            SELECT count(*)
            FROM (SELECT FROM blob WHERE id = ANY (ARRAY(SELECT blob_id FROM arrived)) ORDER BY id FOR KEY SHARE) held) THEN
        PERFORM reference_broken('task_file', 'blob');
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION package_refers() RETURNS trigger
    LANGUAGE plpgsql AS
$$
BEGIN
    IF (SELECT count(DISTINCT blob_id) FROM arrived) <> (
            SELECT count(*)
            FROM (SELECT FROM blob WHERE id = ANY (ARRAY(SELECT blob_id FROM arrived)) ORDER BY id FOR KEY SHARE) held) THEN
        PERFORM reference_broken('package', 'blob');
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION membership_refers() RETURNS trigger
    LANGUAGE plpgsql AS
$$
BEGIN
    IF (SELECT count(DISTINCT repository_id) FROM arrived) <> (
            SELECT count(*)
            FROM (SELECT FROM repository WHERE id = ANY (ARRAY(SELECT repository_id FROM arrived)) ORDER BY id FOR KEY SHARE) held) THEN
        PERFORM reference_broken('membership', 'repository');
    END IF;
    IF (SELECT count(DISTINCT package_id) FROM arrived) <> (
            SELECT count(*)
            FROM (SELECT FROM package WHERE id = ANY (ARRAY(SELECT package_id FROM arrived)) ORDER BY id FOR KEY SHARE) held) THEN
        PERFORM reference_broken('membership', 'package');
    END IF;
    RETURN NULL;
END
$$;
