-- What documents of account say of an agency and of a company beside name and address: registered
-- numbers that were checked, and of an agency the accounts that take incoming money.
ALTER TABLE agencies ADD COLUMN legal jsonb NOT NULL DEFAULT '{}';
ALTER TABLE companies ADD COLUMN registrations jsonb NOT NULL DEFAULT '[]';

-- Self-billed invoices of a contractor's company are numbered in a series of its own: whose it was
-- once, it stays, so that no number can be given twice.
CREATE TABLE invoice_series (
    agency_id uuid NOT NULL,
    number_prefix text NOT NULL CHECK (number_prefix ~ '^[A-Z0-9]{1,10}$'),
    person_id uuid NOT NULL,
    PRIMARY KEY (agency_id, number_prefix),
    FOREIGN KEY (agency_id, person_id) REFERENCES people
);
SELECT chassis.append_only_table('invoice_series');
