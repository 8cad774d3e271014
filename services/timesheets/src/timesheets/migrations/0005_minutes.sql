-- Time is kept in whole minutes; `quantity` stays as its hours, and as the amount of an expense.
-- Null: an expense, or hours from before that are no whole minutes: they stay what they were.
ALTER TABLE entries ADD COLUMN minutes integer CHECK (minutes > 0);
ALTER TABLE entry_versions ADD COLUMN minutes integer CHECK (minutes > 0);

-- The owner does what is done for all agencies at once: for that moment the policy is not his.
ALTER TABLE entries NO FORCE ROW LEVEL SECURITY;
UPDATE entries SET minutes = quantity * 60
WHERE article <> 'expense' AND quantity * 60 = trunc(quantity * 60);
ALTER TABLE entries FORCE ROW LEVEL SECURITY;

ALTER TABLE entry_versions NO FORCE ROW LEVEL SECURITY;
UPDATE entry_versions SET minutes = quantity * 60
WHERE article <> 'expense' AND quantity * 60 = trunc(quantity * 60);
ALTER TABLE entry_versions FORCE ROW LEVEL SECURITY;
