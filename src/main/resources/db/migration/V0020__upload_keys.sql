-- The Idempotency-Key of an upload in pieces.
-- Reason: a client that was not told of the upload it began, as its connection broke, begins it once more under its key and
-- goes on with the first one. A key lives as long as its upload.
-- Locks: ACCESS EXCLUSIVE on upload_session for an instant, SHARE while an index without entries is built.
ALTER TABLE upload_session ADD COLUMN request_key text;
CREATE UNIQUE INDEX upload_session_key ON upload_session (caller, request_key) WHERE request_key IS NOT NULL;
COMMENT ON COLUMN upload_session.request_key IS 'what the client chose; one upload of a caller bears it';
