-- Disputes of invoice lines (B9).

-- What of an invoice is not due, taxes included: lines that are disputed, and agreed corrections.
ALTER TABLE invoices ADD COLUMN disputed_minor bigint NOT NULL DEFAULT 0;
ALTER TABLE invoices ADD CONSTRAINT invoices_disputed_within_total
CHECK (disputed_minor BETWEEN 0 AND total_minor) NOT VALID;
-- squawk-ignore constraint-missing-not-valid
ALTER TABLE invoices VALIDATE CONSTRAINT invoices_disputed_within_total;

-- `amount_minor`: of the line, before taxes. `agreed_minor`: what a correction takes off it.
CREATE TABLE invoice_disputes (
    agency_id uuid NOT NULL,
    dispute_id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    invoice_number text NOT NULL,
    company_id uuid NOT NULL,
    project_ids uuid [] NOT NULL,
    line_number integer NOT NULL CHECK (line_number > 0),
    work_order_title text NOT NULL,
    contractor_name text NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency char(3) NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'stands', 'correction_agreed', 'withdrawn')),
    reason text NOT NULL,
    opened_by uuid NOT NULL,
    opened_by_name text NOT NULL,
    opened_at timestamptz NOT NULL,
    contact_ids uuid [] NOT NULL,
    messages integer NOT NULL CHECK (messages > 0),
    last_message_at timestamptz NOT NULL,
    last_message_portal text NOT NULL CHECK (last_message_portal IN ('customer', 'agency')),
    ended_by uuid,
    ended_by_name text,
    ended_at timestamptz,
    resolution text,
    agreed_minor bigint CHECK (agreed_minor BETWEEN 1 AND amount_minor),
    version integer NOT NULL CHECK (version > 0),
    PRIMARY KEY (agency_id, dispute_id),
    FOREIGN KEY (agency_id, invoice_id) REFERENCES invoices (agency_id, invoice_id),
    CHECK ((state = 'open') = (ended_at IS NULL)),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
    CHECK ((state IN ('stands', 'correction_agreed')) = (resolution IS NOT NULL)),
    CHECK ((state = 'correction_agreed') = (agreed_minor IS NOT NULL))
);
SELECT chassis.tenant_table('invoice_disputes');
-- One dispute of a line that is open or was resolved; those that were withdrawn do not count.
CREATE UNIQUE INDEX invoice_disputes_of_line
ON invoice_disputes (agency_id, invoice_id, line_number) WHERE state <> 'withdrawn';
CREATE INDEX invoice_disputes_of_invoice
ON invoice_disputes (agency_id, invoice_id, line_number, opened_at, dispute_id);
CREATE INDEX invoice_disputes_newest
ON invoice_disputes (agency_id, last_message_at DESC, dispute_id DESC);

CREATE TABLE dispute_messages (
    agency_id uuid NOT NULL,
    dispute_id uuid NOT NULL,
    number integer NOT NULL,
    written_by uuid NOT NULL,
    written_by_name text NOT NULL,
    portal text NOT NULL CHECK (portal IN ('customer', 'agency')),
    written_at timestamptz NOT NULL,
    text text NOT NULL,
    PRIMARY KEY (agency_id, dispute_id, number),
    FOREIGN KEY (agency_id, dispute_id) REFERENCES invoice_disputes (agency_id, dispute_id)
);
SELECT chassis.append_only_table('dispute_messages');
CREATE INDEX dispute_messages_of_writer ON dispute_messages (agency_id, written_by, written_at);
