-- What invoices are called that work stands on. Told with each from now on; of those before it the
-- number is not known here.
CREATE TABLE invoices (
    agency_id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    number text NOT NULL,
    PRIMARY KEY (agency_id, invoice_id)
);
SELECT chassis.tenant_table('invoices');
