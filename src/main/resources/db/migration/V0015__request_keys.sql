-- The keys by which callers repeat their calls.
-- Reason: whoever does not know whether a POST was accepted sends it again with the same Idempotency-Key, to any replica,
-- and gets the task of the first; the key is written in the transaction of the task's acceptance, and goes with the task.
-- Locks: creates a table; ACCESS EXCLUSIVE on nothing, SHARE ROW EXCLUSIVE on task for an instant.
CREATE TABLE request_key (
    caller       text        NOT NULL,
    key          text        NOT NULL,
    fingerprint  bytea       NOT NULL CHECK (octet_length(fingerprint) = 32),
    task_id      bigint CONSTRAINT request_key_task REFERENCES task (id) ON DELETE CASCADE,
    used_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT request_key_once PRIMARY KEY (caller, key)
);
CREATE INDEX request_key_task_id ON request_key (task_id);
COMMENT ON COLUMN request_key.fingerprint IS 'SHA-256 over method, path, query and body of the call';
COMMENT ON COLUMN request_key.task_id IS 'the task that the call was accepted as; NULL only within that transaction';
