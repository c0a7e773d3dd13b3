-- Nothing is looked up by the columns below, so nobody needs to know how their values are distributed.
-- Reason: the embedded server looks at growing tables every five seconds, and comparing long texts and documents with each
-- other was a sixth of PostgreSQL's work while small packages were added (decision 35).
-- Locks: SHARE UPDATE EXCLUSIVE for an instant; no row is read.
ALTER TABLE task
    ALTER COLUMN payload SET STATISTICS 0,
    ALTER COLUMN title SET STATISTICS 0,
    ALTER COLUMN output SET STATISTICS 0,
    ALTER COLUMN detail SET STATISTICS 0,
    ALTER COLUMN outcome SET STATISTICS 0,
    ALTER COLUMN fault_message SET STATISTICS 0,
    ALTER COLUMN changes SET STATISTICS 0,
    ALTER COLUMN reads SET STATISTICS 0;
ALTER TABLE revision
    ALTER COLUMN change SET STATISTICS 0,
    ALTER COLUMN previous_hash SET STATISTICS 0,
    ALTER COLUMN hash SET STATISTICS 0;
ALTER TABLE inspection
    ALTER COLUMN control SET STATISTICS 0,
    ALTER COLUMN control_message SET STATISTICS 0,
    ALTER COLUMN contents_message SET STATISTICS 0,
    ALTER COLUMN files SET STATISTICS 0;
ALTER TABLE outbox
    ALTER COLUMN payload SET STATISTICS 0;
ALTER TABLE event
    ALTER COLUMN data SET STATISTICS 0;
