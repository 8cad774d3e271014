-- squawk-ignore-file require-concurrent-index-creation
-- A migration is one transaction, and the table is new.

-- Work that waits for so many days is put to the next approver; 0: never.
ALTER TABLE agencies ADD COLUMN approval_escalation_days integer NOT NULL DEFAULT 5
    CHECK (approval_escalation_days BETWEEN 0 AND 365);

-- Who approves work in an approver's place, from a day to a day at the agency, both included. What was
-- ended before its last day has `ended_at`; nothing is removed.
CREATE TABLE stand_ins (
    agency_id uuid NOT NULL,
    stand_in_id uuid NOT NULL,
    approver_id uuid NOT NULL,
    person_id uuid NOT NULL,
    from_on date NOT NULL,
    until_on date NOT NULL,
    named_by uuid NOT NULL,
    named_at timestamptz NOT NULL,
    ended_by uuid,
    ended_at timestamptz,
    PRIMARY KEY (agency_id, stand_in_id),
    FOREIGN KEY (agency_id, approver_id) REFERENCES people (agency_id, person_id),
    FOREIGN KEY (agency_id, person_id) REFERENCES people (agency_id, person_id),
    CHECK (from_on <= until_on),
    CHECK (approver_id <> person_id),
    CHECK ((ended_by IS NULL) = (ended_at IS NULL))
);
CREATE INDEX stand_ins_of_an_approver ON stand_ins (agency_id, approver_id, until_on)
    WHERE ended_at IS NULL;
CREATE INDEX stand_ins_by_person ON stand_ins (agency_id, person_id, until_on)
    WHERE ended_at IS NULL;
SELECT chassis.tenant_table('stand_ins');
