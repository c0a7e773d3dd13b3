-- A touch of a blob, and the steps of a task, change their row where it lies.
-- Reason: each addition touches its blobs. With a tree over touched_at every touch wrote into all indexes of the table;
-- a summary over ranges of pages does not keep an update from staying on its page (PostgreSQL 16 and later), where the
-- fill factor leaves room for it.
-- Locks: ACCESS EXCLUSIVE on blob while the summary is built, one pass over the table.
DROP INDEX blob_touched;
CREATE INDEX blob_touched ON blob USING brin (touched_at) WITH (pages_per_range = 16, autosummarize = on);
ALTER TABLE blob SET (fillfactor = 50);
ALTER TABLE task SET (fillfactor = 60);
ALTER TABLE repository SET (fillfactor = 50);
