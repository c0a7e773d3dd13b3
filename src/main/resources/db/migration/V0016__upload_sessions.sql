-- Uploads that come in pieces.
-- Reason: a connection may break, an instance may be killed, and the client goes on where the bytes are durable; the row
-- says where that is, who has the bytes, and which task the upload became. The tenure is the fencing token of its owner.
-- Locks: creates a table; SHARE ROW EXCLUSIVE on instance and task for an instant.
CREATE TABLE upload_session (
    id              text COLLATE "C" CONSTRAINT upload_session_id PRIMARY KEY,
    caller          text        NOT NULL,
    file_name       text        NOT NULL,
    size_bytes      bigint      NOT NULL CHECK (size_bytes > 0),
    sha256          text,
    purpose         jsonb       NOT NULL,
    offset_bytes    bigint      NOT NULL DEFAULT 0,
    owner_instance  bigint      NOT NULL REFERENCES instance (id),
    tenure          bigint      NOT NULL DEFAULT 1 CHECK (tenure > 0),
    state           text        NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')),
    task_id         bigint REFERENCES task (id) ON DELETE SET NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    expires_at      timestamptz NOT NULL,
    CHECK (offset_bytes BETWEEN 0 AND size_bytes),
    CHECK (state = 'open' OR offset_bytes = size_bytes)
);
CREATE INDEX upload_session_open ON upload_session (owner_instance) WHERE state = 'open';
CREATE INDEX upload_session_expires ON upload_session (expires_at);
CREATE INDEX upload_session_task_id ON upload_session (task_id);
COMMENT ON COLUMN upload_session.sha256 IS 'what the client announced, and once it is closed what came';
COMMENT ON COLUMN upload_session.purpose IS 'what the use case makes of the file';
