-- Planned shifts of work orders. Project, company and contractor are those of the work order, which
-- never change, and stand here so that each list reads one index. `starts_on` is the day in
-- `time_zone`, on which its work is logged.
CREATE TABLE jobs (
    agency_id uuid NOT NULL,
    job_id uuid NOT NULL,
    work_order_id uuid NOT NULL,
    project_id uuid NOT NULL,
    company_id uuid NOT NULL,
    contractor_id uuid NOT NULL,
    version integer NOT NULL CHECK (version >= 1),
    starts_on date NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    time_zone text NOT NULL,
    place text NOT NULL,
    note text NOT NULL,
    cancelled boolean NOT NULL,
    changed_by uuid NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, job_id),
    FOREIGN KEY (agency_id, work_order_id) REFERENCES work_orders (agency_id, work_order_id),
    CHECK (ends_at > starts_at)
);
CREATE UNIQUE INDEX jobs_once ON jobs (agency_id, work_order_id, starts_at) WHERE NOT cancelled;
CREATE INDEX jobs_of_the_agency ON jobs (agency_id, starts_on, starts_at, job_id);
CREATE INDEX jobs_of_a_company ON jobs (agency_id, company_id, starts_on, starts_at, job_id);
CREATE INDEX jobs_of_a_project ON jobs (agency_id, project_id, starts_on, starts_at, job_id);
SELECT chassis.tenant_table('jobs');

-- Where a contact's calendar fetches their shifts: one address each, of which only the hash of its
-- secret is kept. A new one takes the place of the old one.
CREATE TABLE job_feeds (
    agency_id uuid NOT NULL,
    person_id uuid NOT NULL,
    secret_sha256 bytea NOT NULL,
    language text NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, person_id),
    UNIQUE (agency_id, secret_sha256)
);
SELECT chassis.tenant_table('job_feeds');
