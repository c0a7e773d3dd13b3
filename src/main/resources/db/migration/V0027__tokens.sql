-- Tokens that stand for callers.
-- Reason: whoever calls shows a secret; what is kept of it is a hash, so that nobody who reads the database can call.
-- Locks: none; creates a table.
CREATE TABLE token (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name        text        NOT NULL,
    hash        text        NOT NULL CONSTRAINT token_hash UNIQUE CHECK (hash ~ '^[0-9a-f]{64}$'),
    grants      text[]      NOT NULL CHECK (cardinality(grants) > 0),
    created_at  timestamptz NOT NULL DEFAULT now(),
    created_by  text        NOT NULL,
    expires_at  timestamptz,
    used_at     timestamptz,
    revoked_at  timestamptz
);
COMMENT ON COLUMN token.hash IS 'SHA-256 of the secret, which has 256 random bits and is nowhere';
COMMENT ON COLUMN token.used_at IS 'written once a minute at most';
CREATE UNIQUE INDEX token_name ON token (name) WHERE revoked_at IS NULL;
CREATE INDEX token_names ON token (name, id);
