-- squawk-ignore-file require-concurrent-index-creation
-- A migration is one transaction, and the table is new.

-- Addresses from before their country and region were checked. Each is read again once
-- (addresses/actions.py): its codes are written where they are sure, and who keeps it is told. What
-- is not sure is marked, and a task until somebody corrects it.
CREATE TABLE old_addresses (
    agency_id      uuid NOT NULL REFERENCES agencies,
    owner          text NOT NULL CHECK (owner IN ('agency', 'company', 'person')),
    owner_id       uuid NOT NULL,
    unclear_since  timestamptz,
    PRIMARY KEY (agency_id, owner, owner_id)
);

-- The owner does what is done for all agencies at once: for that moment the policy is not his.
ALTER TABLE companies NO FORCE ROW LEVEL SECURITY;
ALTER TABLE people NO FORCE ROW LEVEL SECURITY;
INSERT INTO old_addresses (agency_id, owner, owner_id)
SELECT agency_id, 'agency', agency_id FROM agencies
UNION ALL SELECT agency_id, 'company', company_id FROM companies
UNION ALL SELECT agency_id, 'person', person_id FROM people
WHERE jsonb_typeof(contractor -> 'address') = 'object';
ALTER TABLE companies FORCE ROW LEVEL SECURITY;
ALTER TABLE people FORCE ROW LEVEL SECURITY;

SELECT chassis.tenant_table('old_addresses');
