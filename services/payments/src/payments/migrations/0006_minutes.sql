-- Time is kept in whole minutes; `quantity` stays as its hours, and as the amount of an expense.
-- Null: an expense, or hours from before that are no whole minutes: they stay what they were.
-- What is taken back is negative.
ALTER TABLE work_lines ADD COLUMN minutes integer;
ALTER TABLE trail_entries ADD COLUMN minutes integer;
-- A sum of entries, odd hours from before among them. Null: said before minutes were kept.
ALTER TABLE trail_steps ADD COLUMN minutes numeric;

-- The owner does what is done for all agencies at once: for that moment the policy is not his.
ALTER TABLE work_lines NO FORCE ROW LEVEL SECURITY;
UPDATE work_lines SET minutes = quantity * 60
WHERE article <> 'expense' AND quantity * 60 = trunc(quantity * 60);
ALTER TABLE work_lines FORCE ROW LEVEL SECURITY;

ALTER TABLE trail_entries NO FORCE ROW LEVEL SECURITY;
UPDATE trail_entries SET minutes = quantity * 60
WHERE article <> 'expense' AND quantity * 60 = trunc(quantity * 60);
ALTER TABLE trail_entries FORCE ROW LEVEL SECURITY;
