-- Preferences of people, the daily digest, and the list of what a person was told with its counter.

-- A row of emails is what a person was told; its state says how it goes out. Besides the four of an
-- e-mail of its own: `collected` waits for the digest, `digested` went out in the digest
-- `digest_id`, `listed` stands in the person's list alone.
-- It comes back wider in the next statement.
-- squawk-ignore ban-drop-constraint
ALTER TABLE emails DROP CONSTRAINT emails_state_check;
ALTER TABLE emails ADD CONSTRAINT emails_state_check CHECK (
    state IN ('waiting', 'sending', 'sent', 'failed', 'collected', 'digested', 'listed')
) NOT VALID;

ALTER TABLE emails ADD COLUMN digest_id uuid;

-- What was told before there was a counter counts as read, and so does what the release before this
-- one adds: it does not name the column.
ALTER TABLE emails ADD COLUMN read_at timestamptz DEFAULT now();

-- What a person chose, where it is not the default. `choices` is kind to choice.
CREATE TABLE preferences (
    agency_id uuid NOT NULL,
    person_id uuid NOT NULL,
    choices jsonb NOT NULL,
    digest_hour smallint NOT NULL CHECK (digest_hour BETWEEN 0 AND 23),
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, person_id)
);
SELECT chassis.tenant_table('preferences');

-- How many of the person's list are unread: kept, not counted.
CREATE TABLE unread_counts (
    agency_id uuid NOT NULL,
    person_id uuid NOT NULL,
    unread integer NOT NULL CHECK (unread >= 0),
    PRIMARY KEY (agency_id, person_id)
);
SELECT chassis.tenant_table('unread_counts');

-- When whose digest is due, of all agencies: ids and times only. `due_at` is null while nothing is
-- collected. `due_on` is the local day that the digest is of, `last_on` that of the one before: a
-- day has one. Whoever collects for a person, moves the hour or makes the digest holds this row.
CREATE TABLE digest_queue (
    agency_id uuid NOT NULL,
    person_id uuid NOT NULL,
    due_at timestamptz,
    due_on date,
    last_on date,
    PRIMARY KEY (agency_id, person_id),
    CONSTRAINT digest_queue_due_check CHECK ((due_at IS NULL) = (due_on IS NULL))
);
CREATE INDEX digest_queue_due_idx ON digest_queue (due_at, person_id) WHERE due_at IS NOT NULL;
SELECT chassis.plain_table('digest_queue');
