-- Companies whose work could not be invoiced, and since when: staff and operators are told, and the
-- row goes with the next invoice of the company. Operators are told across agencies.
CREATE TABLE invoicing_failures (
    agency_id uuid NOT NULL,
    company_id uuid NOT NULL,
    because text NOT NULL,
    failing_since timestamptz NOT NULL,
    PRIMARY KEY (agency_id, company_id)
);
SELECT chassis.queue_table('invoicing_failures');
