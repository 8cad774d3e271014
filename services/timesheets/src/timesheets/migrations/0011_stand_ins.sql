-- squawk-ignore-file require-concurrent-index-creation, require-concurrent-index-deletion
-- A migration is one transaction. On a table of a million rows an index takes a second, in which
-- writes wait and reads go on.

-- Work that waits for so many days is put to the next approver; 0: never. The address of the agency's
-- site, empty until identity tells of the agency again, is where links lead.
ALTER TABLE agencies
    ADD COLUMN approval_escalation_days integer NOT NULL DEFAULT 5
        CHECK (approval_escalation_days BETWEEN 0 AND 365),
    ADD COLUMN site_url text NOT NULL DEFAULT '';

-- The worker that puts waiting work to the next approver sees all agencies, to take them in turns.
DROP POLICY by_agency ON agencies;
SELECT chassis.queue_table('agencies');

-- Who stands in for a contact, as identity tells it: people's ids and days.
ALTER TABLE people ADD COLUMN stand_ins jsonb NOT NULL DEFAULT '[]';

-- Whose turn it is: null is the first approver of the project. `put_at` is when it was put to them;
-- `asked_all_at`, when nobody was left to put it to. `approved_for`: in whose place it was approved.
ALTER TABLE entries
    ADD COLUMN put_to uuid,
    ADD COLUMN put_at timestamptz,
    ADD COLUMN asked_all_at timestamptz,
    ADD COLUMN approved_for uuid;
CREATE INDEX entries_waiting ON entries (agency_id, (coalesce(put_at, submitted_at)), entry_id)
    WHERE status = 'to_approval';

-- In whose place a step was taken, and whether it came by the link of an e-mail.
ALTER TABLE entry_steps
    ADD COLUMN taken_for uuid,
    ADD COLUMN by_email boolean NOT NULL DEFAULT false;

-- An approval that could not be made final is tried again after pauses that grow. After some tries it
-- is among what is stuck.
ALTER TABLE approvals
    ADD COLUMN failures integer NOT NULL DEFAULT 0,
    ADD COLUMN failed_because text NOT NULL DEFAULT '',
    ADD COLUMN failed_at timestamptz,
    ADD COLUMN retry_at timestamptz;
DROP INDEX approvals_not_final;
CREATE INDEX approvals_not_final
    ON approvals (agency_id, (coalesce(retry_at, final_at)), approval_id) WHERE NOT is_final;

-- Links by which one person approves or returns work once, without signing in. The token is kept as
-- its SHA-256. `entries`: the version of each entry, by its id.
CREATE TABLE approval_links (
    agency_id uuid NOT NULL,
    link_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    person_id uuid NOT NULL,
    work_order_id uuid NOT NULL,
    entries jsonb NOT NULL,
    issued_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    used_to text CHECK (used_to IN ('approve', 'return')),
    PRIMARY KEY (agency_id, link_id),
    UNIQUE (agency_id, token_hash),
    CHECK ((used_at IS NULL) = (used_to IS NULL))
);
CREATE INDEX approval_links_by_end ON approval_links (expires_at);
SELECT chassis.queue_table('approval_links');
