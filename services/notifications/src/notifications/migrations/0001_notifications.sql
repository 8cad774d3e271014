-- What notifications keeps of other services (read models), the e-mails, and the queue of them.

CREATE TABLE agencies (
    agency_id uuid PRIMARY KEY,
    name text NOT NULL,
    colour text NOT NULL,
    site_url text NOT NULL,
    support_email text NOT NULL,
    country char(2) NOT NULL,
    default_language char(2) NOT NULL,
    time_zone text NOT NULL
);
SELECT chassis.plain_table('agencies');

CREATE TABLE people (
    agency_id uuid NOT NULL,
    person_id uuid NOT NULL,
    portal text NOT NULL,
    status text NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    language char(2) NOT NULL,
    permissions text [] NOT NULL,
    company_id uuid,
    scope text,
    project_ids uuid [] NOT NULL,
    PRIMARY KEY (agency_id, person_id)
);
CREATE INDEX people_company_idx ON people (agency_id, company_id) WHERE company_id IS NOT NULL;
CREATE INDEX people_staff_idx ON people (agency_id) WHERE portal = 'agency';
SELECT chassis.tenant_table('people');

CREATE TABLE companies (
    agency_id uuid NOT NULL,
    company_id uuid NOT NULL,
    name text NOT NULL,
    PRIMARY KEY (agency_id, company_id)
);
SELECT chassis.tenant_table('companies');

CREATE TABLE projects (
    agency_id uuid NOT NULL,
    project_id uuid NOT NULL,
    company_id uuid NOT NULL,
    name text NOT NULL,
    contact_ids uuid [] NOT NULL,
    PRIMARY KEY (agency_id, project_id)
);
SELECT chassis.tenant_table('projects');

CREATE TABLE work_orders (
    agency_id uuid NOT NULL,
    work_order_id uuid NOT NULL,
    project_id uuid NOT NULL,
    title text NOT NULL,
    currency char(3) NOT NULL,
    units jsonb NOT NULL,
    PRIMARY KEY (agency_id, work_order_id)
);
SELECT chassis.tenant_table('work_orders');

CREATE TABLE transactions (
    agency_id uuid NOT NULL,
    transaction_id uuid NOT NULL,
    work_order_title text NOT NULL,
    project_name text NOT NULL,
    company_name text NOT NULL,
    period_start date NOT NULL,
    period_end date NOT NULL,
    estimated_payment_on date,
    PRIMARY KEY (agency_id, transaction_id)
);
SELECT chassis.tenant_table('transactions');

CREATE TABLE invoices (
    agency_id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    company_id uuid NOT NULL,
    project_id uuid,
    project_ids uuid [] NOT NULL,
    period_start date NOT NULL,
    period_end date NOT NULL,
    PRIMARY KEY (agency_id, invoice_id)
);
SELECT chassis.tenant_table('invoices');

CREATE TABLE inquiries (
    agency_id uuid NOT NULL,
    inquiry_id uuid NOT NULL,
    opened_by uuid NOT NULL,
    PRIMARY KEY (agency_id, inquiry_id)
);
SELECT chassis.tenant_table('inquiries');

-- One row an e-mail: what it says, frozen when its event was handled, and what became of it.
-- secret_link is a JWE and goes away when the e-mail is sent or given up.
CREATE TABLE emails (
    agency_id uuid NOT NULL,
    email_id uuid NOT NULL,
    because_of uuid NOT NULL,
    recipient_id uuid NOT NULL,
    kind text NOT NULL,
    correlation_id uuid NOT NULL,
    language char(2) NOT NULL,
    address text NOT NULL,
    message jsonb NOT NULL,
    secret_link text,
    expires_at timestamptz,
    state text NOT NULL DEFAULT 'waiting'
    CONSTRAINT emails_state_check CHECK (state IN ('waiting', 'sending', 'sent', 'failed')),
    refusals integer NOT NULL DEFAULT 0,
    interruptions integer NOT NULL DEFAULT 0,
    message_id text,
    reason text,
    created_at timestamptz NOT NULL,
    sent_at timestamptz,
    failed_at timestamptz,
    PRIMARY KEY (agency_id, email_id),
    CONSTRAINT emails_once_key UNIQUE (agency_id, because_of, recipient_id, kind)
);
CREATE INDEX emails_recipient_idx ON emails (agency_id, recipient_id, created_at, email_id);
CREATE INDEX emails_created_idx ON emails (agency_id, created_at, email_id);
SELECT chassis.tenant_table('emails');

-- What is still to be sent, of all agencies: ids only. A row is claimed by moving due_at past the
-- lease and writing a claim; it goes away in the transaction that says sent or failed.
CREATE TABLE email_queue (
    email_id uuid PRIMARY KEY,
    agency_id uuid NOT NULL,
    urgency smallint NOT NULL,
    due_at timestamptz NOT NULL,
    claim uuid
);
CREATE INDEX email_queue_due_idx ON email_queue (urgency, due_at);
SELECT chassis.plain_table('email_queue');
