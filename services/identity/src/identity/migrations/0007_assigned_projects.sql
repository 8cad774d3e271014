-- Whom each project names as its contacts, as timesheets last told. `told_at` and `told_by` (the event):
-- a late event does not undo a newer one.
CREATE TABLE project_contacts (
    agency_id    uuid NOT NULL,
    project_id   uuid NOT NULL,
    contact_ids  uuid[] NOT NULL,
    told_at      timestamptz NOT NULL,
    told_by      uuid NOT NULL,
    PRIMARY KEY (agency_id, project_id)
);
SELECT chassis.tenant_table('project_contacts');

-- The projects that name the person. Beside `project_ids`, which staff give with the login: a pass
-- carries both, and taking one away leaves the other.
ALTER TABLE people ADD COLUMN assigned_project_ids uuid[] NOT NULL DEFAULT '{}';
