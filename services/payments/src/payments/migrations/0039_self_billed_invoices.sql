-- What makes a transaction the invoice of its contractor's company: written by the agency, by an
-- agreement, with a number of the company's own series. As it was issued: that never changes.
CREATE TABLE self_billed_invoices (
    agency_id uuid NOT NULL,
    transaction_id uuid NOT NULL,
    number text NOT NULL,
    issued_on date NOT NULL,
    said jsonb NOT NULL,
    PRIMARY KEY (agency_id, transaction_id),
    UNIQUE (agency_id, number),
    FOREIGN KEY (agency_id, transaction_id) REFERENCES transactions (agency_id, transaction_id)
);
SELECT chassis.append_only_table('self_billed_invoices');

-- The last number of each series. A series is one contractor's, see identity.
CREATE TABLE self_billed_series (
    agency_id uuid NOT NULL,
    number_prefix text NOT NULL,
    last_value bigint NOT NULL CHECK (last_value > 0),
    PRIMARY KEY (agency_id, number_prefix)
);
SELECT chassis.tenant_table('self_billed_series');
