-- squawk-ignore-file require-concurrent-index-creation
-- A migration is one transaction. Like the indexes of 0013: a second for a million rows.

-- Invoices that are looked at before they are issued (decision 46). A draft has no row: it is what
-- waits on no invoice.

-- Of which companies the invoices are looked at first: rows are only ever added, the newest of a
-- company counts.
CREATE TABLE invoicing_rules (
    agency_id uuid NOT NULL,
    rule_id uuid NOT NULL,
    company_id uuid NOT NULL,
    drafts_first boolean NOT NULL,
    changed_by uuid NOT NULL,
    changed_by_name text NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, rule_id),
    FOREIGN KEY (agency_id, company_id) REFERENCES companies (agency_id, company_id)
);
CREATE INDEX invoicing_rules_of_company ON invoicing_rules (agency_id, company_id, changed_at);
SELECT chassis.append_only_table('invoicing_rules');

-- What staff changed of a draft, by its group: rows are only ever added, the highest version counts.
-- A draft that nobody changed is at version 1 and has no row. One with `invoice_ids` says that what
-- was there then was issued as these: what comes after begins with nothing.
CREATE TABLE invoice_draft_changes (
    agency_id uuid NOT NULL,
    draft_id text NOT NULL,
    version integer NOT NULL CHECK (version > 1),
    note text NOT NULL,
    buyer_reference text NOT NULL,
    line_order text NOT NULL CHECK (line_order IN ('work_order', 'day', 'person', 'project')),
    first_lines uuid [] NOT NULL,
    invoice_ids uuid [],
    -- Null: the daily run issued it.
    changed_by uuid,
    changed_by_name text NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, draft_id, version)
);
SELECT chassis.append_only_table('invoice_draft_changes');
CREATE INDEX invoice_draft_changes_to_print ON invoice_draft_changes (agency_id)
WHERE invoice_ids IS NULL;

-- Printed on an invoice: a text for its reader, and the reference that the buyer wants to see. And
-- whether somebody chose the order of its lines, which documents keep then.
ALTER TABLE invoices ADD COLUMN note text NOT NULL DEFAULT '';
ALTER TABLE invoices ADD COLUMN buyer_reference text NOT NULL DEFAULT '';
ALTER TABLE invoices ADD COLUMN has_chosen_order boolean NOT NULL DEFAULT false;
