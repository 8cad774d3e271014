-- squawk-ignore-file require-concurrent-index-creation
-- A migration is one transaction. A run has a handful of steps.

-- Who brought a member of staff in, by an invitation or by the right to run pay runs: an approval by
-- somebody whom the run's proposer brought in stands out. Rows are only ever added; of what was before
-- there are none. `told_by` is identity's event.
CREATE TABLE staff_grants (
    agency_id uuid NOT NULL,
    told_by uuid NOT NULL,
    person_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('invited', 'right_given')),
    granted_by uuid NOT NULL,
    granted_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, told_by)
);
CREATE INDEX staff_grants_of_person ON staff_grants (agency_id, person_id, granted_at);
SELECT chassis.append_only_table('staff_grants');

-- Which runs somebody approved since.
CREATE INDEX pay_run_steps_of_approver ON pay_run_steps (agency_id, done_by, done_at)
    WHERE what = 'approved';
