-- squawk-ignore-file require-concurrent-index-creation
-- A migration is one transaction. On a table of a million rows an index takes a second, in which
-- writes wait and reads go on.

-- For so long an approval can be taken back (minutes); 0: it is final at once.
ALTER TABLE agencies ADD COLUMN approval_undo_minutes integer NOT NULL DEFAULT 10
    CHECK (approval_undo_minutes BETWEEN 0 AND 1440);

-- Every approval, and when it is final for all of its entries that were not taken back by then. What
-- prices the work is said at that moment, by the terms that were in force at the approval:
-- `order_versions` has the version of each work order.
CREATE TABLE approvals (
    agency_id uuid NOT NULL,
    approval_id uuid NOT NULL,
    approved_by uuid NOT NULL,
    approved_at timestamptz NOT NULL,
    on_behalf boolean NOT NULL,
    order_versions jsonb NOT NULL,
    final_at timestamptz NOT NULL,
    correlation_id uuid NOT NULL,
    is_final boolean NOT NULL,
    PRIMARY KEY (agency_id, approval_id)
);
CREATE INDEX approvals_not_final ON approvals (agency_id, final_at, approval_id) WHERE NOT is_final;
SELECT chassis.queue_table('approvals');

-- An approved entry whose approval can still be taken back has both; no other entry has either.
ALTER TABLE entries ADD COLUMN approval_id uuid, ADD COLUMN final_at timestamptz;
CREATE INDEX entries_not_final ON entries (agency_id, approval_id) WHERE approval_id IS NOT NULL;
