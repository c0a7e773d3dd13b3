-- The small tables of the queue empty and fill again all day.
-- Reason: vacuum gives the pages of an emptied table back, and a plan made then takes the table for empty when
-- thousands of tasks have come; pages that stay tell the planner better, and are filled again anyway. Dead rows at the
-- head of a lane slow every look at it, so they go early.
-- Locks: SHARE UPDATE EXCLUSIVE on two tables for an instant; readers and writers go on.
ALTER TABLE task_lane SET (
    vacuum_truncate = off,
    autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_vacuum_threshold = 1000,
    autovacuum_analyze_scale_factor = 0.1
);
ALTER TABLE lane SET (
    vacuum_truncate = off,
    autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_vacuum_threshold = 1000
);
