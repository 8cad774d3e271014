-- Payment dates and due dates follow banking days (decision 42).

-- Holidays are those of a region in some countries. Agencies that were known before get theirs with
-- their next change; until then the country's alone count.
ALTER TABLE agencies ADD COLUMN region text NOT NULL DEFAULT '';

-- What moved a date to the next banking day: {"planned_on", "because", "names"}. Null: nothing, or
-- it was set before dates followed banking days.
ALTER TABLE transactions ADD COLUMN scheduled_moved jsonb;
ALTER TABLE invoices ADD COLUMN due_moved jsonb;

-- Until when on a day an agency's bank takes orders for it, on the agency's clocks; null: until it is
-- over. Rows are only ever added, the newest counts.
CREATE TABLE banking_day_settings (
    agency_id uuid NOT NULL,
    settings_id uuid NOT NULL,
    cut_off time,
    changed_by uuid NOT NULL,
    changed_by_name text NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, settings_id)
);
CREATE INDEX banking_day_settings_by_time ON banking_day_settings (agency_id, changed_at);
SELECT chassis.append_only_table('banking_day_settings');
