-- Files that people send along with a message (K15). One is of no message until notifications says
-- in which inquiry it is: then whoever sees the inquiry sees the file.
CREATE TABLE attachments (
    agency_id       uuid NOT NULL,
    attachment_id   uuid NOT NULL,
    name            text NOT NULL,
    media_type      text NOT NULL,
    size_bytes      bigint NOT NULL,
    sha256          text NOT NULL,
    stored_by       uuid NOT NULL,
    stored_at       timestamptz NOT NULL,
    inquiry_id      uuid,
    PRIMARY KEY (agency_id, attachment_id)
);
SELECT chassis.tenant_table('attachments');
CREATE INDEX attachments_unsent ON attachments (agency_id, stored_by, stored_at)
WHERE inquiry_id IS NULL;

-- Whom an inquiry concerns, as notifications last told.
CREATE TABLE inquiries (
    agency_id       uuid NOT NULL,
    inquiry_id      uuid NOT NULL,
    company_id      uuid NOT NULL,
    project_ids     uuid [] NOT NULL,
    contact_ids     uuid [] NOT NULL,
    told_at         timestamptz NOT NULL,
    told_by         uuid NOT NULL,
    PRIMARY KEY (agency_id, inquiry_id)
);
SELECT chassis.tenant_table('inquiries');

-- When a file that was never named in a message is removed, across agencies: ids only.
CREATE TABLE attachment_deadlines (
    attachment_id   uuid PRIMARY KEY,
    agency_id       uuid NOT NULL,
    due_at          timestamptz NOT NULL
);
SELECT chassis.queue_table('attachment_deadlines');
CREATE INDEX attachment_deadlines_due ON attachment_deadlines (agency_id, due_at);
