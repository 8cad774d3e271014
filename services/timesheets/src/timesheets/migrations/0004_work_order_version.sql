-- Counts what was said of a work order, from 1, so that an approval can name the terms that hold.
-- 0: not said since it is counted; its next change is the first.
ALTER TABLE work_orders ADD COLUMN version integer NOT NULL DEFAULT 0;
