-- squawk-ignore-file require-concurrent-index-creation
-- A migration is one transaction, and the tables are new.

-- What an invoice says of its seller and its buyer, kept as identity tells it. Of an agency that was
-- told before this, legal name and address are missing until it is told again: nothing is issued
-- then, and staff are told what is missing.
ALTER TABLE agencies
    ADD COLUMN legal_name text NOT NULL DEFAULT '',
    ADD COLUMN address jsonb,
    ADD COLUMN legal jsonb NOT NULL DEFAULT '{}';
ALTER TABLE companies ADD COLUMN registrations jsonb NOT NULL DEFAULT '[]';
ALTER TABLE contractors ADD COLUMN company jsonb;

-- As the invoice was issued: that never changes. NULL: from before it was kept, or not needed.
ALTER TABLE invoices
    ADD COLUMN seller jsonb,
    ADD COLUMN national_tax jsonb;

-- What a unit of one currency costs in another on a day, as staff entered it; the newest counts.
CREATE TABLE exchange_rates (
    agency_id uuid NOT NULL,
    rate_id uuid NOT NULL,
    from_currency char(3) NOT NULL,
    to_currency char(3) NOT NULL,
    rate numeric(18, 8) NOT NULL CHECK (rate > 0),
    rate_on date NOT NULL,
    source text NOT NULL,
    entered_by uuid NOT NULL,
    entered_by_name text NOT NULL,
    entered_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, rate_id)
);
CREATE INDEX exchange_rates_by_day
    ON exchange_rates (agency_id, from_currency, to_currency, rate_on, entered_at);
SELECT chassis.append_only_table('exchange_rates');
