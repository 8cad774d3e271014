-- squawk-ignore-file require-concurrent-index-creation, constraint-missing-not-valid, ban-drop-constraint
-- A migration is one transaction. Like the indexes of 0013: a second for a million rows.

-- Reminders in stages, and what the agency no longer expects (decision 44).

-- On how many days past the due date an agency reminds: rows are only ever added, the newest
-- counts.
CREATE TABLE reminder_rules (
    agency_id uuid NOT NULL,
    rule_id uuid NOT NULL,
    stages integer [] NOT NULL CHECK (cardinality(stages) <= 5),
    changed_by uuid NOT NULL,
    changed_by_name text NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, rule_id)
);
CREATE INDEX reminder_rules_by_time ON reminder_rules (agency_id, changed_at);
SELECT chassis.append_only_table('reminder_rules');

-- What companies were reminded of. `reminder_id` is the event that said so: the delivery log knows
-- by it which e-mails went out, and which did not and why.
CREATE TABLE invoice_reminders (
    agency_id uuid NOT NULL,
    reminder_id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    name text NOT NULL CHECK (name IN ('first', 'second', 'third', 'fourth', 'final')),
    days_overdue integer NOT NULL CHECK (days_overdue > 0),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency char(3) NOT NULL,
    reminded_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, reminder_id),
    FOREIGN KEY (agency_id, invoice_id) REFERENCES invoices (agency_id, invoice_id)
);
CREATE INDEX invoice_reminders_of_invoice
    ON invoice_reminders (agency_id, invoice_id, reminded_at);
SELECT chassis.append_only_table('invoice_reminders');

-- Staff have an invoice not reminded until a day. The newest counts; one until today ends it.
CREATE TABLE reminder_pauses (
    agency_id uuid NOT NULL,
    pause_id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    until_on date NOT NULL,
    reason text NOT NULL,
    paused_by uuid NOT NULL,
    paused_by_name text NOT NULL,
    paused_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, pause_id),
    FOREIGN KEY (agency_id, invoice_id) REFERENCES invoices (agency_id, invoice_id)
);
CREATE INDEX reminder_pauses_of_invoice ON reminder_pauses (agency_id, invoice_id, paused_at);
SELECT chassis.append_only_table('reminder_pauses');

-- `reminded_from`: the day on which it became due again, where that was after the due date: stages
-- count from there. `reminded_after`: so many days after that the last reminder was decided.
ALTER TABLE invoices ADD COLUMN reminded_from date;
ALTER TABLE invoices ADD COLUMN reminded_after integer;
ALTER TABLE invoices ADD COLUMN reminders_paused_until date;
-- What was reminded before there were stages is reminded by those that are still to come.
ALTER TABLE invoices NO FORCE ROW LEVEL SECURITY;
UPDATE invoices SET reminded_after = greatest(1, current_date - due_on)
WHERE overdue_said AND paid_on IS NULL;
ALTER TABLE invoices FORCE ROW LEVEL SECURITY;

-- What of an invoice the agency no longer expects; below zero: what of that came in after all, or
-- was credited.
CREATE TABLE write_offs (
    agency_id uuid NOT NULL,
    write_off_id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor <> 0),
    currency char(3) NOT NULL,
    reason text NOT NULL,
    written_off_on date NOT NULL,
    recorded_by uuid,
    recorded_by_name text NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, write_off_id),
    FOREIGN KEY (agency_id, invoice_id) REFERENCES invoices (agency_id, invoice_id)
);
CREATE INDEX write_offs_of_invoice ON write_offs (agency_id, invoice_id, recorded_at);
SELECT chassis.append_only_table('write_offs');

-- What is open is the total, less what was credited, came in, and was written off.
ALTER TABLE invoices ADD COLUMN written_off_minor bigint NOT NULL DEFAULT 0;
ALTER TABLE invoices DROP CONSTRAINT invoices_open_of_total;
ALTER TABLE invoices DROP CONSTRAINT invoices_paid_with_nothing_open;
ALTER TABLE invoices ADD CONSTRAINT invoices_open_of_total CHECK (
    credited_minor >= 0 AND written_off_minor >= 0
    AND received_minor + credited_minor + written_off_minor <= total_minor
);
ALTER TABLE invoices ADD CONSTRAINT invoices_paid_with_nothing_open CHECK (
    (paid_on IS NOT NULL) = (received_minor + credited_minor + written_off_minor = total_minor)
);

-- What a year of being late costs, in percent by currency: rows are only ever added, the newest
-- counts.
CREATE TABLE interest_rules (
    agency_id uuid NOT NULL,
    rule_id uuid NOT NULL,
    percents jsonb NOT NULL,
    changed_by uuid NOT NULL,
    changed_by_name text NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, rule_id)
);
CREATE INDEX interest_rules_by_time ON interest_rules (agency_id, changed_at);
SELECT chassis.append_only_table('interest_rules');
