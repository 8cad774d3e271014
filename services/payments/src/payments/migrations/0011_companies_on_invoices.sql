-- What of a company its next invoice carries. An address that is null was told before it was kept
-- here: documents then takes what identity told it.
ALTER TABLE companies
    ADD COLUMN organisation_number text NOT NULL DEFAULT '',
    ADD COLUMN address jsonb,
    ADD COLUMN billing_email text NOT NULL DEFAULT '',
    ADD COLUMN purchase_order text NOT NULL DEFAULT '';

-- The company as it was when the invoice was issued; null: issued before that was kept.
ALTER TABLE invoices ADD COLUMN bill_to jsonb;
