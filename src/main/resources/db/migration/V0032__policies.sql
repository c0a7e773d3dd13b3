-- What a repository takes: its policies, and how much one with a quota holds.
-- Reason: the policies are a column of the row that every change of a repository locks first, so that they are read without
-- a statement of their own and are those of that moment. What a repository holds is counted once; later only what changed since.
-- Locks: ACCESS EXCLUSIVE on repository and membership for an instant (a column with a constant default, a trigger).
ALTER TABLE repository ADD COLUMN policies text NOT NULL DEFAULT '';
COMMENT ON COLUMN repository.policies IS 'JSON; empty where there are none';

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
