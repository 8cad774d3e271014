-- Logged work at its current version. Project, company and contractor are those of the work order,
-- which never change, and stand here so that each list reads one index.
CREATE TABLE entries (
    agency_id uuid NOT NULL,
    entry_id uuid NOT NULL,
    work_order_id uuid NOT NULL,
    project_id uuid NOT NULL,
    company_id uuid NOT NULL,
    contractor_id uuid NOT NULL,
    version integer NOT NULL CHECK (version >= 1),
    status text NOT NULL CHECK (
        status IN ('draft', 'to_approval', 'returned', 'approved', 'invoiced', 'withdrawn')
    ),
    work_on date NOT NULL,
    article text NOT NULL,
    quantity numeric NOT NULL CHECK (quantity > 0),
    note text NOT NULL,
    written_by uuid NOT NULL,
    written_at timestamptz NOT NULL,
    submitted_at timestamptz,
    return_reason text,
    approved_by uuid,
    approved_at timestamptz,
    invoice_id uuid,
    PRIMARY KEY (agency_id, entry_id),
    FOREIGN KEY (agency_id, work_order_id) REFERENCES work_orders (agency_id, work_order_id)
);
CREATE INDEX entries_of_the_agency ON entries (agency_id, work_on, entry_id);
CREATE INDEX entries_of_a_company ON entries (agency_id, company_id, work_on, entry_id);
CREATE INDEX entries_of_a_project ON entries (agency_id, project_id, work_on, entry_id);
CREATE INDEX entries_of_a_contractor ON entries (agency_id, contractor_id, work_on, entry_id);
CREATE INDEX entries_of_a_work_order ON entries (agency_id, work_order_id, work_on, article);
CREATE INDEX entries_to_approval ON entries (agency_id, company_id, work_on, entry_id)
    WHERE status = 'to_approval';
SELECT chassis.tenant_table('entries');

-- Versions that were handed in once and then replaced: they stay readable.
CREATE TABLE entry_versions (
    agency_id uuid NOT NULL,
    entry_id uuid NOT NULL,
    version integer NOT NULL,
    work_on date NOT NULL,
    article text NOT NULL,
    quantity numeric NOT NULL,
    note text NOT NULL,
    written_by uuid NOT NULL,
    written_at timestamptz NOT NULL,
    replaced_by uuid NOT NULL,
    replaced_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, entry_id, version),
    FOREIGN KEY (agency_id, entry_id) REFERENCES entries (agency_id, entry_id)
);
SELECT chassis.append_only_table('entry_versions');

-- Who moved an entry on, when, and why. Nothing in it is changed.
CREATE TABLE entry_steps (
    agency_id uuid NOT NULL,
    step_id bigint GENERATED ALWAYS AS IDENTITY,
    entry_id uuid NOT NULL,
    version integer NOT NULL,
    step text NOT NULL,
    reason text NOT NULL,
    taken_by uuid,
    taken_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, entry_id, step_id)
);
SELECT chassis.append_only_table('entry_steps');

CREATE TABLE comments (
    agency_id uuid NOT NULL,
    comment_id uuid NOT NULL,
    entry_id uuid NOT NULL,
    version integer NOT NULL,
    text text NOT NULL,
    author_id uuid NOT NULL,
    author_portal text NOT NULL,
    visible_to_contractor boolean NOT NULL,
    commented_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, entry_id, comment_id),
    FOREIGN KEY (agency_id, entry_id) REFERENCES entries (agency_id, entry_id)
);
SELECT chassis.append_only_table('comments');
