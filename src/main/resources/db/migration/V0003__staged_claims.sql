-- What a generation on its way to its switch claims, and the claims whose outside links are missing.
-- Reason: the switch opens and closes uses for all paths of a generation in one transaction, and proves that each path
-- carries the bytes that were rendered; the set is too big to be carried from memory.
-- Locks: an index on pool_claim is made in the transaction, which stops writes to that table meanwhile.

CREATE TABLE staged_claim (
    staging   text   NOT NULL,
    claim_id  bigint NOT NULL CONSTRAINT staged_claim_claim REFERENCES pool_claim (id),
    blob_id   bigint NOT NULL CONSTRAINT staged_claim_blob REFERENCES blob (id),
    task_id   bigint NOT NULL CONSTRAINT staged_claim_task REFERENCES task (id) ON DELETE CASCADE,
    CONSTRAINT staged_claim_once PRIMARY KEY (staging, claim_id)
);
CREATE INDEX staged_claim_claim_id ON staged_claim (claim_id);
CREATE INDEX staged_claim_blob_id ON staged_claim (blob_id);
CREATE INDEX staged_claim_task_id ON staged_claim (task_id);
COMMENT ON TABLE staged_claim IS 'deleted by the switch; rows of a try that failed are roots until its task is gone';
COMMENT ON COLUMN staged_claim.blob_id IS 'what the path is to carry after the switch';

CREATE INDEX pool_claim_unlinked ON pool_claim (id) WHERE NOT linked AND state = 'kept';
