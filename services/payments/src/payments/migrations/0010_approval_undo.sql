-- squawk-ignore-file require-concurrent-index-creation, constraint-missing-not-valid, ban-drop-constraint, require-concurrent-index-deletion
-- A migration is one transaction. On a table of a million rows an index takes a second, in which
-- writes wait and reads go on.

-- Work whose approval can still be taken back, until `final_at`. It is priced when that is over.
ALTER TABLE trail_entries ADD COLUMN final_at timestamptz;
ALTER TABLE trail_entries DROP CONSTRAINT trail_entries_standing_check;
ALTER TABLE trail_entries ADD CONSTRAINT trail_entries_standing_check CHECK (
    standing IN ('to_approval', 'returned', 'withdrawn', 'approval_given', 'approved'));
DROP INDEX trail_entries_waiting;
CREATE INDEX trail_entries_waiting ON trail_entries (agency_id, contractor_id, work_order_id)
    WHERE standing IN ('to_approval', 'returned', 'approval_given');

ALTER TABLE trail_steps DROP CONSTRAINT trail_steps_what_check;
ALTER TABLE trail_steps ADD CONSTRAINT trail_steps_what_check CHECK (
    what IN ('submitted', 'returned', 'withdrawn', 'corrected', 'approved', 'approval_given',
             'approval_undone', 'approval_final'));
