-- What others own, as far as documents show it. Fed by identity's topics; an older
-- state never overwrites a newer one.

CREATE TABLE agencies (
    agency_id       uuid PRIMARY KEY,
    body            jsonb NOT NULL,
    told_at         timestamptz NOT NULL
);
SELECT chassis.tenant_table('agencies');

CREATE TABLE companies (
    agency_id       uuid NOT NULL,
    company_id      uuid NOT NULL,
    body            jsonb NOT NULL,
    told_at         timestamptz NOT NULL,
    PRIMARY KEY (agency_id, company_id)
);
SELECT chassis.tenant_table('companies');

CREATE TABLE people (
    agency_id       uuid NOT NULL,
    person_id       uuid NOT NULL,
    body            jsonb NOT NULL,
    told_at         timestamptz NOT NULL,
    PRIMARY KEY (agency_id, person_id)
);
SELECT chassis.tenant_table('people');

-- One document a kind and subject. It is ordered by an event, with all that it will show frozen
-- in `input`, and rendered once.
CREATE TABLE documents (
    agency_id       uuid NOT NULL,
    document_id     uuid NOT NULL,
    kind            text NOT NULL CHECK (kind IN (
        'paystub', 'contractor_invoice', 'customer_invoice', 'payment_statement')),
    subject_id      uuid NOT NULL,
    number          text NOT NULL,
    dated_on        date NOT NULL,
    person_id       uuid,
    company_id      uuid,
    project_id      uuid,
    language        text NOT NULL,
    file_name       text NOT NULL,
    state           text NOT NULL DEFAULT 'ordered'
        CHECK (state IN ('ordered', 'rendered', 'failed')),
    ordered_at      timestamptz NOT NULL,
    rendered_at     timestamptz,
    sha256          text,
    size_bytes      bigint,
    pages           integer,
    failed_because  text,
    correlation_id  uuid NOT NULL,
    because_of      uuid NOT NULL,
    input           jsonb NOT NULL,
    PRIMARY KEY (agency_id, document_id),
    UNIQUE (agency_id, kind, subject_id),
    CHECK ((state = 'rendered') = (sha256 IS NOT NULL AND rendered_at IS NOT NULL)),
    CHECK ((state = 'failed') = (failed_because IS NOT NULL))
);
SELECT chassis.tenant_table('documents');
CREATE INDEX documents_newest ON documents (agency_id, ordered_at DESC, document_id DESC);
CREATE INDEX documents_of_person
    ON documents (agency_id, person_id, ordered_at DESC, document_id DESC)
    WHERE person_id IS NOT NULL;
CREATE INDEX documents_of_company
    ON documents (agency_id, company_id, ordered_at DESC, document_id DESC)
    WHERE company_id IS NOT NULL;
CREATE INDEX documents_of_subject ON documents (agency_id, subject_id);

-- What waits to be rendered, across agencies: ids only. `due_at` is when a worker may take it; of
-- one that is taken, when another worker may.
CREATE TABLE render_jobs (
    document_id     uuid PRIMARY KEY,
    agency_id       uuid NOT NULL,
    due_at          timestamptz NOT NULL,
    claimed_by      uuid,
    tries           integer NOT NULL DEFAULT 0
);
SELECT chassis.plain_table('render_jobs');
CREATE INDEX render_jobs_due ON render_jobs (due_at);
CREATE INDEX render_jobs_claimed_by ON render_jobs (claimed_by) WHERE claimed_by IS NOT NULL;
