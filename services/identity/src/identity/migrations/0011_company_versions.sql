-- Where a company's invoices go besides to its contacts, its own reference on them, and a version
-- that rises with each change: who edits an older one is told what changed since.
ALTER TABLE companies
    ADD COLUMN billing_email text NOT NULL DEFAULT '',
    ADD COLUMN purchase_order text NOT NULL DEFAULT '',
    ADD COLUMN version integer NOT NULL DEFAULT 1 CHECK (version >= 1);

-- Who changed what of a company, and when. `changes` is a list of field, before and after.
CREATE TABLE company_changes (
    agency_id          uuid NOT NULL,
    company_id         uuid NOT NULL,
    version            integer NOT NULL CHECK (version > 1),
    changed_at         timestamptz NOT NULL,
    changed_by         uuid NOT NULL,
    changed_by_portal  text NOT NULL CHECK (changed_by_portal IN ('customer', 'agency')),
    changes            jsonb NOT NULL,
    PRIMARY KEY (agency_id, company_id, version),
    FOREIGN KEY (agency_id, company_id) REFERENCES companies,
    FOREIGN KEY (agency_id, changed_by) REFERENCES people
);
SELECT chassis.append_only_table('company_changes');

-- What contacts who may edit their company can change of it. Country and region decide taxes.
ALTER TABLE agencies ADD COLUMN contacts_may_change text[] NOT NULL DEFAULT ARRAY[
    'name', 'address', 'billing_email', 'purchase_order', 'invoice_preferences.grouping',
    'invoice_preferences.cadence', 'invoice_preferences.language'
];
