-- squawk-ignore-file require-concurrent-index-creation
-- A migration is one transaction. On a table of a million rows an index takes a second, in which
-- writes wait and reads go on.

-- Whom something waits for is told by name.
ALTER TABLE agencies ADD COLUMN name text NOT NULL DEFAULT '';

-- Null: said before timesheets counted them.
ALTER TABLE work_order_versions ADD COLUMN version integer;
CREATE UNIQUE INDEX work_order_versions_counted
    ON work_order_versions (agency_id, work_order_id, version) WHERE version IS NOT NULL;

-- Where each entry stands that was ever handed in, as the newest events of it say. What it is
-- (day, article, quantity) comes from its highest version; where it stands from the event that
-- `standing_version`, approval, `standing_event` order last. So events may come in any order, and
-- twice. Null: it was corrected, and what it stood at has not come yet.
CREATE TABLE trail_entries (
    agency_id uuid NOT NULL,
    entry_id uuid NOT NULL,
    work_order_id uuid NOT NULL,
    contractor_id uuid NOT NULL,
    version integer NOT NULL,
    work_on date NOT NULL,
    article text NOT NULL,
    quantity numeric NOT NULL,
    standing text CHECK (standing IN ('to_approval', 'returned', 'withdrawn', 'approved')),
    standing_version integer,
    standing_event uuid,
    standing_at timestamptz,
    PRIMARY KEY (agency_id, entry_id),
    CHECK (num_nulls(standing, standing_version, standing_event, standing_at) IN (0, 4))
);
CREATE INDEX trail_entries_waiting ON trail_entries (agency_id, contractor_id, work_order_id)
    WHERE standing IN ('to_approval', 'returned');
SELECT chassis.tenant_table('trail_entries');

-- What happened to work on its way to approval: an event of timesheets, and its share of a day.
CREATE TABLE trail_steps (
    agency_id uuid NOT NULL,
    event_id uuid NOT NULL,
    work_on date NOT NULL,
    work_order_id uuid NOT NULL,
    what text NOT NULL
        CHECK (what IN ('submitted', 'returned', 'withdrawn', 'corrected', 'approved')),
    happened_at timestamptz NOT NULL,
    by_agency boolean NOT NULL,
    hours numeric NOT NULL,
    expenses numeric NOT NULL,
    reason text,
    PRIMARY KEY (agency_id, event_id, work_on)
);
CREATE INDEX trail_steps_of_work_order
    ON trail_steps (agency_id, work_order_id, work_on, happened_at);
SELECT chassis.append_only_table('trail_steps');

-- The trail itself is read from what payments has: by contractor, newest period first.
CREATE INDEX transactions_of_trail
    ON transactions (agency_id, contractor_id, period_start, work_order_id);
CREATE INDEX transactions_of_trail_open
    ON transactions (agency_id, contractor_id, period_start, work_order_id)
    WHERE state NOT IN ('paid', 'reversed');
