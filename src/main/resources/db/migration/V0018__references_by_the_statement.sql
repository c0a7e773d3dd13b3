-- What additions write by thousands is checked against what it refers to once for a statement, not once for a row.
-- Reason: the checks of five foreign keys, one query for each row, were a quarter of a large addition (decision 31). What
-- they guaranteed stays guaranteed: who refers to a row locks it as a foreign key does (FOR KEY SHARE) and finds it there;
-- who deletes a row finds that nobody refers to it; else SQLSTATE 23503 with the name of what was broken. Every query of
-- these functions sees what was committed before the locks of the one before it, since all transactions are READ
-- COMMITTED. The ids that are referred to are GENERATED ALWAYS and cannot change.
-- Locks: ACCESS EXCLUSIVE on task, task_file, blob, package, membership and repository for an instant; no row is read.
ALTER TABLE task_file
    DROP CONSTRAINT task_file_task_id_fkey,
    DROP CONSTRAINT task_file_blob;
ALTER TABLE package
    DROP CONSTRAINT package_blob_id_fkey;
ALTER TABLE membership
    DROP CONSTRAINT membership_repository_id_fkey,
    DROP CONSTRAINT membership_package_id_fkey;

CREATE FUNCTION reference_broken(child text, parent text) RETURNS void
    LANGUAGE plpgsql AS
$$
BEGIN
    RAISE foreign_key_violation USING
        MESSAGE = format('a row of %s refers to a row of %s that is not there', child, parent),
        TABLE = child,
        CONSTRAINT = child || '_' || parent;
END
$$;

CREATE FUNCTION reference_stays() RETURNS trigger
    LANGUAGE plpgsql AS
$$
BEGIN
    RAISE foreign_key_violation USING
        MESSAGE = format('a row of %s refers to the same rows for ever', TG_TABLE_NAME),
        TABLE = TG_TABLE_NAME,
        CONSTRAINT = TG_NAME;
END
$$;

-- Arrays: what is looked up by the primary key is planned so whatever the planner expects of the rows of a statement. They
-- are selected, not parameters: else each statement of a few rows had a plan for its ids made, which took longer than the check.
CREATE FUNCTION task_file_refers() RETURNS trigger
    LANGUAGE plpgsql AS
$$
BEGIN
    IF (SELECT count(DISTINCT task_id) FROM arrived) <> (
            SELECT count(*)
            FROM (
                SELECT FROM task WHERE id = ANY (ARRAY(SELECT task_id FROM arrived)) ORDER BY id FOR KEY SHARE) held) THEN
        PERFORM reference_broken('task_file', 'task');
    END IF;
    IF (SELECT count(DISTINCT blob_id) FROM arrived) <> (
            SELECT count(*)
            FROM (
                SELECT FROM blob WHERE id = ANY (ARRAY(SELECT blob_id FROM arrived)) ORDER BY id FOR KEY SHARE) held) THEN
        PERFORM reference_broken('task_file', 'blob');
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER task_file_refers
    AFTER INSERT ON task_file
    REFERENCING NEW TABLE AS arrived
    FOR EACH STATEMENT
    EXECUTE FUNCTION task_file_refers();
CREATE TRIGGER task_file_stays
    BEFORE UPDATE OF task_id, blob_id ON task_file
    FOR EACH ROW
    EXECUTE FUNCTION reference_stays();

CREATE FUNCTION package_refers() RETURNS trigger
    LANGUAGE plpgsql AS
$$
BEGIN
    IF (SELECT count(DISTINCT blob_id) FROM arrived) <> (
            SELECT count(*)
            FROM (
                SELECT FROM blob WHERE id = ANY (ARRAY(SELECT blob_id FROM arrived)) ORDER BY id FOR KEY SHARE) held) THEN
        PERFORM reference_broken('package', 'blob');
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER package_refers
    AFTER INSERT ON package
    REFERENCING NEW TABLE AS arrived
    FOR EACH STATEMENT
    EXECUTE FUNCTION package_refers();

-- A package that comes again takes the row of the same bytes that was touched.
CREATE FUNCTION package_changes() RETURNS trigger
    LANGUAGE plpgsql AS
$$
BEGIN
    PERFORM FROM blob WHERE id = NEW.blob_id FOR KEY SHARE;
    IF NOT FOUND THEN
        PERFORM reference_broken('package', 'blob');
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER package_changes
    AFTER UPDATE OF blob_id ON package
    FOR EACH ROW
    WHEN (NEW.blob_id <> OLD.blob_id)
    EXECUTE FUNCTION package_changes();

CREATE FUNCTION membership_refers() RETURNS trigger
    LANGUAGE plpgsql AS
$$
BEGIN
    IF (SELECT count(DISTINCT repository_id) FROM arrived) <> (
            SELECT count(*)
            FROM (
                SELECT FROM repository WHERE id = ANY (ARRAY(SELECT repository_id FROM arrived)) ORDER BY id FOR KEY SHARE) held) THEN
        PERFORM reference_broken('membership', 'repository');
    END IF;
    IF (SELECT count(DISTINCT package_id) FROM arrived) <> (
            SELECT count(*)
            FROM (
                SELECT FROM package WHERE id = ANY (ARRAY(SELECT package_id FROM arrived)) ORDER BY id FOR KEY SHARE) held) THEN
        PERFORM reference_broken('membership', 'package');
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER membership_refers
    AFTER INSERT ON membership
    REFERENCING NEW TABLE AS arrived
    FOR EACH STATEMENT
    EXECUTE FUNCTION membership_refers();
CREATE TRIGGER membership_stays
    BEFORE UPDATE OF repository_id, package_id ON membership
    FOR EACH ROW
    EXECUTE FUNCTION reference_stays();

CREATE FUNCTION blob_goes() RETURNS trigger
    LANGUAGE plpgsql AS
$$
DECLARE
    ids bigint[] := ARRAY(SELECT id FROM gone);
BEGIN
    IF EXISTS (SELECT FROM task_file WHERE blob_id = ANY (ids)) THEN
        PERFORM reference_broken('task_file', 'blob');
    END IF;
    IF EXISTS (SELECT FROM package WHERE blob_id = ANY (ids)) THEN
        PERFORM reference_broken('package', 'blob');
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER blob_goes
    AFTER DELETE ON blob
    REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT
    EXECUTE FUNCTION blob_goes();

CREATE FUNCTION package_goes() RETURNS trigger
    LANGUAGE plpgsql AS
$$
DECLARE
    ids bigint[] := ARRAY(SELECT id FROM gone);
BEGIN
    IF EXISTS (SELECT FROM membership WHERE package_id = ANY (ids)) THEN
        PERFORM reference_broken('membership', 'package');
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER package_goes
    AFTER DELETE ON package
    REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT
    EXECUTE FUNCTION package_goes();

CREATE FUNCTION repository_goes() RETURNS trigger
    LANGUAGE plpgsql AS
$$
DECLARE
    ids bigint[] := ARRAY(SELECT id FROM gone);
BEGIN
    IF EXISTS (SELECT FROM membership WHERE repository_id = ANY (ids)) THEN
        PERFORM reference_broken('membership', 'repository');
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER repository_goes
    AFTER DELETE ON repository
    REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT
    EXECUTE FUNCTION repository_goes();

-- The files of a task go with it.
CREATE FUNCTION task_goes() RETURNS trigger
    LANGUAGE plpgsql AS
$$
BEGIN
    DELETE FROM task_file WHERE task_id = ANY (ARRAY(SELECT id FROM gone));
    RETURN NULL;
END
$$;
CREATE TRIGGER task_goes
    AFTER DELETE ON task
    REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT
    EXECUTE FUNCTION task_goes();
