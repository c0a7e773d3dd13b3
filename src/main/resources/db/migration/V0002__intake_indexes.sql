-- Indexes for upload directories by prefix and for inspections that wait.
-- Reason: a directory is read and deleted with those below it, and a start looks for what the last one left pending;
-- neither may cost a look at every row.
-- Locks: SHARE on two small tables while the indexes are built.
CREATE INDEX upload_directory_prefix ON upload_directory (name text_pattern_ops);
CREATE INDEX inspection_pending ON inspection (blob_id) WHERE contents_state = 'pending';
