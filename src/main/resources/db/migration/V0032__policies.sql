-- What a repository takes: its policies, what hooks answered, and how much one with a quota holds.
-- Reason: the policies are a column of the row that every change of a repository locks first, so that they are read without
-- a statement of their own and are those of that moment. What a repository holds is counted once; later only what changed since.
-- Locks: ACCESS EXCLUSIVE on repository and membership for an instant (a column with a constant default, a trigger).
ALTER TABLE repository
    ADD COLUMN policies text NOT NULL DEFAULT '',
    ADD COLUMN hook_secret text NOT NULL DEFAULT '';
COMMENT ON COLUMN repository.policies IS 'JSON; empty where there are none';
COMMENT ON COLUMN repository.hook_secret IS 'what requests to the hook are signed with; empty where there is none';

-- Kept for a day, whatever becomes of bytes and repository: nothing refers to it, and it keeps nothing.
CREATE TABLE hook_answer (
    repository_id  bigint      NOT NULL,
    blob_id        bigint      NOT NULL,
    url            text        NOT NULL,
    kind           text        NOT NULL CHECK (kind IN ('allowed', 'refused', 'failed')),
    reason         text        NOT NULL,
    answered_at    timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT hook_answer_once PRIMARY KEY (repository_id, blob_id)
);
CREATE INDEX hook_answer_at ON hook_answer (answered_at);

CREATE TABLE repository_usage (
    repository_id  bigint PRIMARY KEY REFERENCES repository (id) ON DELETE CASCADE,
    revision       bigint NOT NULL CHECK (revision >= 0),
    packages       bigint NOT NULL,
    bytes          bigint NOT NULL
);
COMMENT ON TABLE repository_usage IS 'how much a repository held at a revision, where a quota has asked';

-- An interval that ended after that revision, and is gone, cannot be counted any more: all is counted anew.
CREATE FUNCTION repository_usage_ends() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM repository_usage u
    USING gone g
    WHERE u.repository_id = g.repository_id
      AND (g.until_revision IS NULL OR g.until_revision > u.revision);
    RETURN NULL;
END
$$;
CREATE TRIGGER repository_usage_ends
    AFTER DELETE ON membership
    REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT
    EXECUTE FUNCTION repository_usage_ends();
