-- squawk-ignore-file require-concurrent-index-creation, constraint-missing-not-valid, ban-drop-constraint, disallowed-unique-constraint
-- A migration is one transaction. Like the keys of 0023: a second for a million rows.

-- What became of an entry of the bank can change when the bank tells more of it (decision 43): each
-- step is a row, and the newest counts.
ALTER TABLE entry_resolutions ADD COLUMN step smallint NOT NULL DEFAULT 1 CHECK (step > 0);
ALTER TABLE entry_resolutions DROP CONSTRAINT entry_resolutions_pkey;
ALTER TABLE entry_resolutions ADD PRIMARY KEY (agency_id, entry_id, step);
