-- squawk-ignore-file require-concurrent-index-creation, constraint-missing-not-valid, ban-drop-constraint
-- A migration is one transaction. Like the indexes of 0013: a second for a million rows.

-- Interest and reminder fees that are charged (decision 47).

-- What being late cost: interest on the days from the first to the last of them, at so many percent
-- a year, or the fee of a reminder that was sent. `charged_by` null: the system.
CREATE TABLE late_charges (
    agency_id uuid NOT NULL,
    charge_id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('interest', 'reminder_fee')),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency char(3) NOT NULL,
    from_on date,
    until_on date,
    percent numeric,
    reminder text CHECK (reminder IN ('first', 'second', 'third', 'fourth', 'final')),
    charged_on date NOT NULL,
    charged_by uuid,
    charged_by_name text NOT NULL,
    charged_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, charge_id),
    FOREIGN KEY (agency_id, invoice_id) REFERENCES invoices (agency_id, invoice_id),
    CONSTRAINT late_charges_of_their_kind CHECK (
        CASE kind
            WHEN 'interest' THEN from_on <= until_on AND percent > 0 AND reminder IS NULL
            ELSE reminder IS NOT NULL AND coalesce(from_on, until_on) IS NULL AND percent IS NULL
        END
    )
);
CREATE INDEX late_charges_of_invoice ON late_charges (agency_id, invoice_id, charged_at);
-- No day bears interest twice, and no stage of an invoice has two fees: also not what was waived.
CREATE UNIQUE INDEX late_charges_until ON late_charges (agency_id, invoice_id, until_on)
    WHERE kind = 'interest';
CREATE UNIQUE INDEX late_charges_of_reminder ON late_charges (agency_id, invoice_id, reminder)
    WHERE kind = 'reminder_fee';
SELECT chassis.append_only_table('late_charges');

-- The agency no longer charges one of them: all of it, once.
CREATE TABLE waivers (
    agency_id uuid NOT NULL,
    charge_id uuid NOT NULL,
    reason text NOT NULL,
    waived_on date NOT NULL,
    waived_by uuid NOT NULL,
    waived_by_name text NOT NULL,
    waived_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, charge_id),
    FOREIGN KEY (agency_id, charge_id) REFERENCES late_charges (agency_id, charge_id)
);
SELECT chassis.append_only_table('waivers');

-- What is open is the total and what is charged beside it, less what was credited, came in, and was
-- written off. Credit notes take back the total alone.
ALTER TABLE invoices ADD COLUMN charged_minor bigint NOT NULL DEFAULT 0;
ALTER TABLE invoices DROP CONSTRAINT invoices_open_of_total;
ALTER TABLE invoices DROP CONSTRAINT invoices_paid_with_nothing_open;
ALTER TABLE invoices ADD CONSTRAINT invoices_open_of_total CHECK (
    credited_minor >= 0 AND written_off_minor >= 0 AND charged_minor >= 0
    AND received_minor + credited_minor + written_off_minor <= total_minor + charged_minor
);
ALTER TABLE invoices ADD CONSTRAINT invoices_paid_with_nothing_open CHECK (
    (paid_on IS NOT NULL)
    = (received_minor + credited_minor + written_off_minor = total_minor + charged_minor)
);

-- What a reminder costs once it is sent; of which currency is the invoice's.
ALTER TABLE invoice_reminders ADD COLUMN fee_minor bigint NOT NULL DEFAULT 0 CHECK (fee_minor >= 0);

-- What an agency's reminders cost, by reminder and currency: rows are only ever added, the newest
-- counts.
CREATE TABLE reminder_fee_rules (
    agency_id uuid NOT NULL,
    rule_id uuid NOT NULL,
    fees jsonb NOT NULL,
    changed_by uuid NOT NULL,
    changed_by_name text NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, rule_id)
);
CREATE INDEX reminder_fee_rules_by_time ON reminder_fee_rules (agency_id, changed_at);
SELECT chassis.append_only_table('reminder_fee_rules');
