-- What a preview of an approval points out: days longer than the order's, and rates that changed
-- after the work was written.
ALTER TABLE work_orders
    ADD COLUMN minutes_per_day integer NOT NULL DEFAULT 480
        CHECK (minutes_per_day BETWEEN 1 AND 1440),
    ADD COLUMN bill_rates_changed_at timestamptz;
