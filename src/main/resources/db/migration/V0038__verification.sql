-- What checks found, and how far the verifier is in each part that it walks through.
-- Reason: a check may find more than the row of its task can tell, and is asked for it page by page; instances that share
-- the work of the verifier take a page each, and go on where another stopped.
-- Locks: SHARE ROW EXCLUSIVE on task for an instant; creates two tables.
CREATE TABLE check_finding (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    task_id  bigint NOT NULL CONSTRAINT check_finding_task REFERENCES task (id) ON DELETE CASCADE,
    part     text   NOT NULL,
    kind     text   NOT NULL CHECK (kind IN ('missing', 'different', 'extra')),
    subject  text   NOT NULL,
    wrong    text   NOT NULL,
    repair   text
);
CREATE INDEX check_finding_task_id ON check_finding (task_id, id);
COMMENT ON COLUMN check_finding.repair IS 'what was done; NULL where nothing was';

CREATE TABLE verification (
    part        text        PRIMARY KEY,
    place       text        NOT NULL DEFAULT '',
    size        bigint      NOT NULL DEFAULT 0 CHECK (size >= 0),
    holder      text        NOT NULL,
    held_until  timestamptz NOT NULL,
    began_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at    timestamptz
);
COMMENT ON COLUMN verification.place IS 'where the next page begins; empty for a new round';
COMMENT ON COLUMN verification.size IS 'how many things there were when the round began';
COMMENT ON COLUMN verification.held_until IS 'until when nobody else takes the next page';
COMMENT ON COLUMN verification.ended_at IS 'when the last whole round was over';
