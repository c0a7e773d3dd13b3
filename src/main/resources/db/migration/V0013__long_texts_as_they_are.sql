-- What a revision changed, and what a task tells, is kept as it was written where it is long.
-- Reason: an addition of thousands of packages tells thousands of digests, of which compression saves little, and it took
-- longer than to write the packages' log.
-- Locks: ACCESS EXCLUSIVE on two tables for an instant; no row is written.
ALTER TABLE revision ALTER COLUMN change SET STORAGE EXTERNAL;
ALTER TABLE task
    ALTER COLUMN output SET STORAGE EXTERNAL,
    ALTER COLUMN outcome SET STORAGE EXTERNAL;
