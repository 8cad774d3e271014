-- squawk-ignore-file require-concurrent-index-creation, require-concurrent-index-deletion, constraint-missing-not-valid, ban-drop-constraint, ban-drop-not-null
-- A migration is one transaction. On a table of a million rows an index takes a second, in which
-- writes wait and reads go on.

-- What an invoice billed too much, taken back. Rows are only ever added. `kept_minor`: what had been
-- paid of it already, and is the company's balance.
CREATE TABLE credit_notes (
    agency_id uuid NOT NULL,
    credit_note_id uuid NOT NULL,
    number text NOT NULL,
    invoice_id uuid NOT NULL,
    company_id uuid NOT NULL,
    credited_on date NOT NULL,
    reason text NOT NULL,
    currency text NOT NULL,
    subtotal_minor bigint NOT NULL,
    total_minor bigint NOT NULL CHECK (total_minor > 0),
    kept_minor bigint NOT NULL CHECK (kept_minor >= 0),
    lines jsonb NOT NULL,
    taxes jsonb NOT NULL,
    -- Null: the system did, for work that was corrected.
    credited_by uuid,
    credited_by_name text NOT NULL,
    credited_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, credit_note_id),
    UNIQUE (agency_id, number),
    FOREIGN KEY (agency_id, invoice_id) REFERENCES invoices (agency_id, invoice_id)
);
CREATE INDEX credit_notes_of_invoice ON credit_notes (agency_id, invoice_id, credited_at);
SELECT chassis.append_only_table('credit_notes');

-- What is open of an invoice is its total, less what was credited and what came in. What came in may
-- be below nothing: a line was credited of an invoice that others had taken off.
ALTER TABLE invoices ADD COLUMN credited_minor bigint NOT NULL DEFAULT 0;
ALTER TABLE invoices DROP CONSTRAINT invoices_check;
ALTER TABLE invoices DROP CONSTRAINT invoices_check1;
ALTER TABLE invoices ADD CONSTRAINT invoices_open_of_total CHECK (
    credited_minor >= 0 AND received_minor + credited_minor <= total_minor
);
ALTER TABLE invoices ADD CONSTRAINT invoices_paid_with_nothing_open CHECK (
    (paid_on IS NOT NULL) = (received_minor + credited_minor = total_minor)
);

-- From the company's balance, where it is below nothing: to it.
ALTER TABLE receipts ADD COLUMN source text NOT NULL DEFAULT 'bank';
ALTER TABLE receipts ALTER COLUMN recorded_by DROP NOT NULL;
ALTER TABLE receipts DROP CONSTRAINT receipts_amount_minor_check;
ALTER TABLE receipts ADD CONSTRAINT receipts_of_something CHECK (
    source IN ('bank', 'balance')
    AND (amount_minor > 0 OR (source = 'balance' AND amount_minor < 0))
);

-- What a company was paid back of its balance.
CREATE TABLE refunds (
    agency_id uuid NOT NULL,
    refund_id uuid NOT NULL,
    company_id uuid NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency text NOT NULL,
    paid_on date NOT NULL,
    reference text NOT NULL,
    recorded_by uuid NOT NULL,
    recorded_by_name text NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, refund_id)
);
CREATE INDEX refunds_of_company ON refunds (agency_id, company_id, recorded_at);
SELECT chassis.append_only_table('refunds');

-- A line on a credit note stands on the invoice that this credits, with the opposite sign. One that
-- was taken back before it was billed is set off with what takes it back: neither ever is.
ALTER TABLE work_lines ADD COLUMN credit_note_id uuid;
ALTER TABLE work_lines ADD COLUMN set_off boolean NOT NULL DEFAULT false;
ALTER TABLE work_lines ADD CONSTRAINT work_lines_credited_on_an_invoice CHECK (
    (credit_note_id IS NULL OR invoice_id IS NOT NULL) AND NOT (set_off AND invoice_id IS NOT NULL)
);
DROP INDEX work_lines_not_invoiced;
CREATE INDEX work_lines_not_invoiced ON work_lines (agency_id, company_id, work_on)
    WHERE invoice_id IS NULL AND NOT voided AND NOT set_off;
