-- What happened, as a numbered feed, and who is told of it.
-- Reason: rows of the outbox become visible in another order than that of their identity; a single numbering step, under a
-- lock, moves them to a table whose order no reader can miss anything of. Until now nobody read the outbox, nor swept it.
-- Locks: ACCESS EXCLUSIVE on outbox for an instant, which is emptied; creates tables.
TRUNCATE outbox;
ALTER TABLE outbox ALTER COLUMN payload TYPE json;

CREATE TABLE event (
    number   bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT event_number PRIMARY KEY,
    at       timestamptz NOT NULL,
    type     text        NOT NULL,
    subject  text        NOT NULL,
    data     json        NOT NULL
);
COMMENT ON COLUMN event.number IS 'allotted under the numbering lock: whoever sees one sees all smaller ones that will ever be';

-- What the sweep took is gone whole, up to this number.
CREATE TABLE event_horizon (
    only_row  boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    swept     bigint NOT NULL DEFAULT 0
);
INSERT INTO event_horizon DEFAULT VALUES;

CREATE TABLE webhook (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    url           text        NOT NULL,
    secret        text        NOT NULL,
    types         text[]      NOT NULL,
    subjects      text[]      NOT NULL,
    enabled       boolean     NOT NULL DEFAULT true,
    caller        text        NOT NULL,
    request_key   text,
    created_at    timestamptz NOT NULL DEFAULT now(),
    position      bigint      NOT NULL,
    failures      integer     NOT NULL DEFAULT 0 CHECK (failures >= 0),
    last_failure  text,
    due_at        timestamptz NOT NULL DEFAULT now(),
    delivered_at  timestamptz,
    tenure        bigint      NOT NULL DEFAULT 0,
    leased_until  timestamptz NOT NULL DEFAULT now(),
    lost          bigint      NOT NULL DEFAULT 0,
    CONSTRAINT webhook_request_key UNIQUE (caller, request_key)
);
COMMENT ON COLUMN webhook.position IS 'the last event that was delivered, passed over or given up';
COMMENT ON COLUMN webhook.lost IS 'events that were forgotten before it took them, and dead letters beyond those it may have';
COMMENT ON COLUMN webhook.tenure IS 'the fencing token of whoever delivers';

-- Whole, as the feed forgets its events sooner.
CREATE TABLE dead_letter (
    webhook_id  bigint      NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
    number      bigint      NOT NULL,
    at          timestamptz NOT NULL,
    type        text        NOT NULL,
    subject     text        NOT NULL,
    data        json        NOT NULL,
    reason      text        NOT NULL,
    died_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    wanted      boolean     NOT NULL DEFAULT false,
    CONSTRAINT dead_letter_once PRIMARY KEY (webhook_id, number)
);
CREATE INDEX dead_letter_wanted ON dead_letter (webhook_id, number) WHERE wanted;
CREATE INDEX dead_letter_age ON dead_letter (died_at) WHERE NOT wanted;
