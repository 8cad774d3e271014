-- What timesheets knows of others, fed by identity's topics. Never written by a request.

CREATE TABLE agencies (
    agency_id uuid PRIMARY KEY,
    name text NOT NULL,
    currency char(3) NOT NULL,
    time_zone text NOT NULL,
    week_starts_on smallint NOT NULL,
    comments_reach_contractors boolean NOT NULL,
    contacts_may_return boolean NOT NULL
);
SELECT chassis.tenant_table('agencies');

CREATE TABLE companies (
    agency_id uuid NOT NULL,
    company_id uuid NOT NULL,
    name text NOT NULL,
    PRIMARY KEY (agency_id, company_id)
);
SELECT chassis.tenant_table('companies');

CREATE TABLE people (
    agency_id uuid NOT NULL,
    person_id uuid NOT NULL,
    portal text NOT NULL,
    status text NOT NULL,
    name text NOT NULL,
    permissions text[] NOT NULL,
    company_id uuid,
    scope text,
    project_ids uuid[] NOT NULL,
    PRIMARY KEY (agency_id, person_id)
);
CREATE INDEX people_of_a_company ON people (agency_id, company_id) WHERE company_id IS NOT NULL;
SELECT chassis.tenant_table('people');
