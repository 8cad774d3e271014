-- squawk-ignore-file require-concurrent-index-creation, constraint-missing-not-valid, ban-drop-constraint
-- squawk-ignore-file adding-not-nullable-field
-- A migration is one transaction.

-- Taxes of the law as data (decision 49).

-- The day of payment that charges are reckoned for, and where: limits of a calendar year follow the
-- person by it. What was charged before was charged for the day on which it was made.
-- `charges_missing`: what nothing says, so that nothing was charged; it is on hold until staff say
-- what is due. `charged_for` moves no money: it is a fact of the transaction as it was made.
ALTER TABLE transactions ADD COLUMN charged_for date;
ALTER TABLE transactions ADD COLUMN charged_in text;
ALTER TABLE transactions ADD COLUMN charges_missing text
    CHECK (charges_missing IN ('withholding', 'sales_tax', 'values'));
ALTER TABLE transactions NO FORCE ROW LEVEL SECURITY;
ALTER TABLE contractors NO FORCE ROW LEVEL SECURITY;
UPDATE transactions AS t SET charged_for = t.created_on, charged_in = coalesce((
    SELECT CASE c.region WHEN '' THEN c.country ELSE c.country || '-' || c.region END
    FROM contractors AS c
    WHERE c.agency_id = t.agency_id AND c.person_id = t.contractor_id), '');
ALTER TABLE transactions FORCE ROW LEVEL SECURITY;
ALTER TABLE contractors FORCE ROW LEVEL SECURITY;
ALTER TABLE transactions ALTER COLUMN charged_for SET NOT NULL;
ALTER TABLE transactions ALTER COLUMN charged_in SET NOT NULL;
CREATE INDEX transactions_by_charge ON transactions (agency_id, contractor_id, charged_for);
CREATE INDEX transactions_without_rule ON transactions (agency_id, charges_missing, charged_in)
    WHERE charges_missing IS NOT NULL AND held_because IS NOT NULL;

-- What the employer owes on top of the pay.
ALTER TABLE transaction_charges DROP CONSTRAINT transaction_charges_effect_check;
ALTER TABLE transaction_charges ADD CONSTRAINT transaction_charges_effect_check
    CHECK (effect IN ('deduction', 'tax', 'employer'));
