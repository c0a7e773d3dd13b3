-- Who did what: entries that are chained by their hashes, and only appended to.
-- Reason: what a task did is told in the transaction that settles it, by the database itself, so that no way of settling can
-- leave it out. Links need one writer at a time: acts wait in audit_inbox until they are chained, as events do for a number.
-- Locks: ACCESS EXCLUSIVE on task for an instant (a column with a constant default, a trigger); creates tables.
ALTER TABLE task ADD COLUMN origin text NOT NULL DEFAULT '-';

CREATE TABLE audit_inbox (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    began_at     timestamptz NOT NULL DEFAULT now(),
    at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    caller       text        NOT NULL,
    origin       text        NOT NULL,
    kind         text        NOT NULL,
    title        text        NOT NULL,
    lanes        text[]      NOT NULL DEFAULT '{}',
    outcome      text        NOT NULL,
    problem      text,
    task_id      bigint,
    correlation  text        NOT NULL
);

CREATE TABLE audit (
    number   bigint      CONSTRAINT audit_number PRIMARY KEY CHECK (number > 0),
    at       timestamptz NOT NULL,
    caller   text        NOT NULL,
    kind     text        NOT NULL,
    outcome  text        NOT NULL,
    text     text        NOT NULL,
    hash     bytea       NOT NULL CHECK (octet_length(hash) = 32)
);
CREATE INDEX audit_caller ON audit (caller, number);
CREATE INDEX audit_at ON audit (at);
COMMENT ON COLUMN audit.text IS 'JSON as it was hashed; its last member is the hash of the entry before';

CREATE FUNCTION audit_stays() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('staithe.sweeps', true) = 'audit' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'entries of the audit are not changed';
END
$$;
CREATE TRIGGER audit_stays
    BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT
    EXECUTE FUNCTION audit_stays();

-- By row, for those rows only that this update finishes: claims and steps of tasks, which are as many, cost nothing.
CREATE FUNCTION task_is_audited() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_inbox (caller, origin, kind, title, lanes, outcome, problem, task_id, correlation)
    VALUES (NEW.caller, NEW.origin, NEW.kind, left(NEW.title, 1000), NEW.changes, NEW.state, NEW.fault_code, NEW.id,
        NEW.correlation);
    RETURN NULL;
END
$$;
CREATE TRIGGER task_is_audited
    AFTER UPDATE OF finished_at ON task
    FOR EACH ROW
    WHEN (OLD.finished_at IS NULL AND NEW.finished_at IS NOT NULL)
    EXECUTE FUNCTION task_is_audited();
