-- What a pay statement says beside its work and deductions (decision 52).

-- What the agency sets aside as vacation pay, in percent of earnings; null: nothing is said of it.
-- Rows are only ever added, the newest counts.
CREATE TABLE vacation_pay_rules (
    agency_id uuid NOT NULL,
    rule_id uuid NOT NULL,
    percent numeric CHECK (percent BETWEEN 0 AND 50),
    changed_by uuid NOT NULL,
    changed_by_name text NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, rule_id)
);
SELECT chassis.append_only_table('vacation_pay_rules');

-- Of a temp's transaction, as its statement says them: what the year's statements come to with it, the
-- ending of the account that pay went to, and what is set aside. Null: made before this was kept.
ALTER TABLE transactions ADD COLUMN year_to_date jsonb;
ALTER TABLE transactions ADD COLUMN account_ending text;
ALTER TABLE transactions ADD COLUMN vacation_percent numeric;
ALTER TABLE transactions ADD COLUMN vacation_base_minor bigint;
ALTER TABLE transactions ADD COLUMN vacation_minor bigint;
ALTER TABLE transactions ADD CONSTRAINT transactions_vacation_is_whole CHECK (
    num_nulls(vacation_percent, vacation_base_minor, vacation_minor) IN (0, 3)
) NOT VALID;
