-- squawk-ignore-file require-concurrent-index-creation, constraint-missing-not-valid, ban-drop-constraint, adding-serial-primary-key-field, adding-foreign-key-constraint
-- A migration is one transaction. Like the keys of 0023: a second for a million rows.

-- What became of an entry of the bank can change when the bank tells more of it (decision 43): each
-- step is a row, and the newest counts.
ALTER TABLE entry_resolutions ADD COLUMN step smallint NOT NULL DEFAULT 1 CHECK (step > 0);
ALTER TABLE entry_resolutions DROP CONSTRAINT entry_resolutions_pkey;
ALTER TABLE entry_resolutions ADD PRIMARY KEY (agency_id, entry_id, step);

-- What the bank takes back of what came in is a receipt below zero, of the entry by which it does so;
-- `reverses`: the one that it takes back, or a part of it. The same for a company's balance.
ALTER TABLE receipts ADD COLUMN reverses uuid;
ALTER TABLE receipts DROP CONSTRAINT receipts_of_something;
ALTER TABLE receipts ADD CONSTRAINT receipts_of_something CHECK (
    source IN ('bank', 'balance')
    AND (
        CASE WHEN reverses IS NULL THEN amount_minor > 0
            ELSE amount_minor < 0 AND source = 'bank' AND bank_entry_id IS NOT NULL END
        OR (source = 'balance' AND reverses IS NULL AND amount_minor < 0)
    )
);
ALTER TABLE receipts ADD FOREIGN KEY (agency_id, reverses)
    REFERENCES receipts (agency_id, receipt_id);
CREATE INDEX receipts_taken_back ON receipts (agency_id, reverses) WHERE reverses IS NOT NULL;
ALTER TABLE deposits ADD COLUMN reverses uuid;
ALTER TABLE deposits DROP CONSTRAINT deposits_amount_minor_check;
ALTER TABLE deposits ADD CONSTRAINT deposits_of_something CHECK (
    CASE WHEN reverses IS NULL THEN amount_minor > 0 ELSE amount_minor < 0 END
);
ALTER TABLE deposits ADD FOREIGN KEY (agency_id, reverses)
    REFERENCES deposits (agency_id, deposit_id);
CREATE INDEX deposits_taken_back ON deposits (agency_id, reverses) WHERE reverses IS NOT NULL;

-- Which entry takes back which is found by what both are called.
CREATE INDEX unmatched_entries_by_reference ON unmatched_entries (agency_id, bank_reference)
    WHERE bank_reference <> '';
CREATE INDEX unmatched_entries_by_end_to_end ON unmatched_entries (agency_id, end_to_end_id)
    WHERE end_to_end_id <> '';
