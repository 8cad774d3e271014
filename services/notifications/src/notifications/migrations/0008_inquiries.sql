-- Inquiries of customers: conversations with their messages, and what they are about (K15).

ALTER TABLE agencies ADD COLUMN takes_inquiries boolean NOT NULL DEFAULT true;
-- Of invoices that were issued before, the number is not known here: they are linked without it.
ALTER TABLE invoices ADD COLUMN number text NOT NULL DEFAULT '';

-- Offers as documents last told of them: an inquiry can be about one.
CREATE TABLE offers (
    agency_id uuid NOT NULL,
    offer_id uuid NOT NULL,
    company_id uuid NOT NULL,
    project_id uuid,
    title text NOT NULL,
    contact_ids uuid [] NOT NULL,
    told_at timestamptz NOT NULL,
    told_by uuid NOT NULL,
    PRIMARY KEY (agency_id, offer_id)
);
SELECT chassis.tenant_table('offers');

-- It kept who opened an inquiry, from events that nobody has ever said: it is empty everywhere.
-- squawk-ignore ban-drop-table
DROP TABLE inquiries;

-- `contact_ids`: who opened it and who wrote in it. `messages`: how many there are.
CREATE TABLE inquiries (
    agency_id uuid NOT NULL,
    inquiry_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('new_business', 'invoice', 'offer')),
    subject text NOT NULL,
    company_id uuid NOT NULL,
    project_ids uuid [] NOT NULL,
    contact_ids uuid [] NOT NULL,
    invoice_id uuid,
    offer_id uuid,
    opened_by uuid NOT NULL,
    opened_at timestamptz NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'answered', 'closed')),
    assigned_to uuid,
    messages integer NOT NULL CHECK (messages > 0),
    last_message_at timestamptz NOT NULL,
    last_message_by uuid NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    PRIMARY KEY (agency_id, inquiry_id),
    CHECK ((kind = 'invoice') = (invoice_id IS NOT NULL)),
    CHECK ((kind = 'offer') = (offer_id IS NOT NULL))
);
SELECT chassis.tenant_table('inquiries');
CREATE INDEX inquiries_newest ON inquiries (agency_id, last_message_at DESC, inquiry_id DESC);
CREATE INDEX inquiries_of_company
ON inquiries (agency_id, company_id, last_message_at DESC, inquiry_id DESC);

CREATE TABLE inquiry_messages (
    agency_id uuid NOT NULL,
    inquiry_id uuid NOT NULL,
    number integer NOT NULL,
    written_by uuid NOT NULL,
    portal text NOT NULL CHECK (portal IN ('customer', 'agency')),
    written_at timestamptz NOT NULL,
    text text NOT NULL,
    attachment_ids uuid [] NOT NULL,
    PRIMARY KEY (agency_id, inquiry_id, number)
);
SELECT chassis.append_only_table('inquiry_messages');
CREATE INDEX inquiry_messages_of_writer ON inquiry_messages (agency_id, written_by, written_at);

-- The contacts who take part. `unread_since`: when staff wrote the first message that the contact
-- has not seen; null: all are seen.
CREATE TABLE inquiry_readers (
    agency_id uuid NOT NULL,
    inquiry_id uuid NOT NULL,
    person_id uuid NOT NULL,
    unread_since timestamptz,
    PRIMARY KEY (agency_id, inquiry_id, person_id)
);
SELECT chassis.tenant_table('inquiry_readers');
CREATE INDEX inquiry_readers_unread ON inquiry_readers (agency_id, person_id, unread_since)
WHERE unread_since IS NOT NULL;

-- Files as documents told of them. `inquiry_id`: of which conversation one is; null: of none yet.
CREATE TABLE attachments (
    agency_id uuid NOT NULL,
    attachment_id uuid NOT NULL,
    name text NOT NULL,
    media_type text NOT NULL,
    size_bytes bigint NOT NULL,
    stored_by uuid NOT NULL,
    stored_at timestamptz NOT NULL,
    inquiry_id uuid,
    PRIMARY KEY (agency_id, attachment_id)
);
SELECT chassis.tenant_table('attachments');
