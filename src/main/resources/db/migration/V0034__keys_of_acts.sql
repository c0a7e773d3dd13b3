-- The keys by which callers repeat calls that make something at once, and no task: tokens, signing keys.
-- Reason: whoever does not know whether such a POST was carried out sends it again with the same Idempotency-Key.
-- Locks: none; creates a table.
CREATE TABLE act_key (
    caller       text        NOT NULL,
    key          text        NOT NULL,
    fingerprint  bytea       NOT NULL CHECK (octet_length(fingerprint) = 32),
    made         text,
    used_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT act_key_once PRIMARY KEY (caller, key)
);
COMMENT ON COLUMN act_key.fingerprint IS 'SHA-256 over method, path, query and body of the call';
COMMENT ON COLUMN act_key.made IS 'the name of what the call made; NULL while it goes on, and where it was cut off by a crash';
