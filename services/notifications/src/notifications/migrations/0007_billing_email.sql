-- Where a company has its invoices sent besides to its contacts, and in which language.
ALTER TABLE companies
    ADD COLUMN billing_email text NOT NULL DEFAULT '',
    ADD COLUMN language char(2) NOT NULL DEFAULT 'en';
