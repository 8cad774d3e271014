-- What the bank's files said of entries to which it gives no reference (decision 43): each form once.
-- `alike_id` is of one account, day, direction and amount, and an entry is the nth of these; `digest`
-- is of what was said. `entry_id`: where its sum stands, if that was read before this. Rows are only
-- ever added.
CREATE TABLE entries_without_reference (
    agency_id uuid NOT NULL,
    alike_id uuid NOT NULL,
    nth integer NOT NULL CHECK (nth > 0),
    form text NOT NULL CHECK (form IN ('details', 'partly', 'sum')),
    digest uuid NOT NULL,
    entry_id uuid,
    file_id uuid NOT NULL,
    PRIMARY KEY (agency_id, alike_id, nth, form)
);
CREATE UNIQUE INDEX entries_without_reference_of_before
    ON entries_without_reference (agency_id, entry_id) WHERE entry_id IS NOT NULL;
SELECT chassis.append_only_table('entries_without_reference');
