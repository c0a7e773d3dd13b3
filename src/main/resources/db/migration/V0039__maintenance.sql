-- Whether anything may be changed now, for all instances.
-- Reason: a switch that only one process knows of lets the others go on changing; and whoever switched has to know when all
-- of them have seen it and have finished what was under way.
-- Locks: none; creates tables.
CREATE TABLE maintenance (
    only_row   boolean     PRIMARY KEY DEFAULT true CHECK (only_row),
    read_only  boolean     NOT NULL DEFAULT false,
    uploads    text        NOT NULL DEFAULT 'finish' CHECK (uploads IN ('finish', 'park')),
    reason     text        NOT NULL DEFAULT '',
    caller     text        NOT NULL DEFAULT '-',
    since      timestamptz NOT NULL DEFAULT now(),
    switched   bigint      NOT NULL DEFAULT 0
);
INSERT INTO maintenance DEFAULT VALUES;
COMMENT ON COLUMN maintenance.switched IS 'how often it was changed: instances say which change they have seen';

CREATE TABLE maintenance_seen (
    instance  text    PRIMARY KEY,
    switched  bigint  NOT NULL,
    changes   integer NOT NULL CHECK (changes >= 0)
);
COMMENT ON COLUMN maintenance_seen.changes IS 'requests that change something and are under way there';
