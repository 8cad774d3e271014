-- squawk-ignore-file require-concurrent-index-creation, disallowed-unique-constraint, constraint-missing-not-valid, ban-drop-constraint, require-concurrent-index-deletion
-- A migration is one transaction. On a table of a million rows an index takes a second, in which
-- writes wait and reads go on.

-- A line of a transaction that was reversed counts no more: nobody is paid or billed for it, and its
-- entry can be priced again, at a later version.
ALTER TABLE work_lines ADD COLUMN voided boolean NOT NULL DEFAULT false;

UPDATE work_lines AS l SET voided = true
FROM transactions AS t
WHERE t.agency_id = l.agency_id AND t.transaction_id = l.transaction_id
  AND t.state = 'reversed' AND l.invoice_id IS NULL;

-- What is billed stands on an invoice, and what was taken back does not.
ALTER TABLE work_lines ADD CONSTRAINT work_lines_voided_is_not_billed
    CHECK (NOT (voided AND invoice_id IS NOT NULL));

-- An entry is priced once at a version, and taken back once, of what counts.
ALTER TABLE work_lines DROP CONSTRAINT work_lines_agency_id_entry_id_version_corrects_key;
CREATE UNIQUE INDEX work_lines_of_version
    ON work_lines (agency_id, entry_id, version, corrects) WHERE NOT voided;
CREATE INDEX work_lines_of_entry ON work_lines (agency_id, entry_id, version);

DROP INDEX work_lines_not_invoiced;
CREATE INDEX work_lines_not_invoiced
    ON work_lines (agency_id, company_id, work_on) WHERE invoice_id IS NULL AND NOT voided;
