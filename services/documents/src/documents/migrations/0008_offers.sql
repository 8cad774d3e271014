-- Offers and agreements that contacts sign one after the other (K14, B8).

-- Projects as timesheets last told of them: an offer can be about one.
CREATE TABLE projects (
    agency_id       uuid NOT NULL,
    project_id      uuid NOT NULL,
    company_id      uuid NOT NULL,
    name            text NOT NULL,
    told_at         timestamptz NOT NULL,
    told_by         uuid NOT NULL,
    PRIMARY KEY (agency_id, project_id)
);
SELECT chassis.tenant_table('projects');

CREATE TABLE offer_numbers (
    agency_id       uuid PRIMARY KEY,
    last            integer NOT NULL
);
SELECT chassis.tenant_table('offer_numbers');

-- `contact_ids`: whom it was addressed to so far; `awaits_id`: whose answer is awaited. Both follow
-- from the signers and stand here for lists. `code_sha256`: of the code that is printed on it.
CREATE TABLE offers (
    agency_id       uuid NOT NULL,
    offer_id        uuid NOT NULL,
    number          text NOT NULL,
    code_sha256     bytea NOT NULL,
    company_id      uuid NOT NULL,
    project_id      uuid,
    title           text NOT NULL,
    message         text NOT NULL,
    language        text NOT NULL,
    sent_by         uuid NOT NULL,
    sent_at         timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    state           text NOT NULL CHECK (state IN (
        'sent', 'signed_in_part', 'completed', 'declined', 'expired', 'withdrawn')),
    closed_at       timestamptz,
    original_sha256 text NOT NULL,
    sha256          text NOT NULL,
    pages           integer NOT NULL,
    awaits_id       uuid,
    contact_ids     uuid [] NOT NULL,
    sealed          boolean NOT NULL DEFAULT false,
    PRIMARY KEY (agency_id, offer_id),
    UNIQUE (agency_id, number),
    CHECK ((closed_at IS NULL) = (state IN ('sent', 'signed_in_part')))
);
SELECT chassis.tenant_table('offers');
CREATE INDEX offers_newest ON offers (agency_id, sent_at DESC, offer_id DESC);
CREATE INDEX offers_of_company ON offers (agency_id, company_id, sent_at DESC, offer_id DESC);
CREATE INDEX offers_awaiting ON offers (agency_id, awaits_id) WHERE awaits_id IS NOT NULL;

-- Who has a place in the order of signers now.
CREATE TABLE offer_signers (
    agency_id       uuid NOT NULL,
    offer_id        uuid NOT NULL,
    position        integer NOT NULL,
    person_id       uuid NOT NULL,
    asked_at        timestamptz,
    reminded_at     timestamptz,
    viewed_at       timestamptz,
    signed_at       timestamptz,
    signed_sha256   text,
    sealed_sha256   text,
    declined_at     timestamptz,
    PRIMARY KEY (agency_id, offer_id, position),
    UNIQUE (agency_id, offer_id, person_id),
    CHECK ((signed_at IS NULL) = (signed_sha256 IS NULL)),
    CHECK (sealed_sha256 IS NULL OR signed_at IS NOT NULL),
    CHECK (declined_at IS NULL OR signed_at IS NULL)
);
SELECT chassis.tenant_table('offer_signers');

-- What was given and what came of it is only ever added to: one signature a place, one file a
-- signature, and a line of evidence for everything that happened.
CREATE TABLE offer_forwardings (
    agency_id       uuid NOT NULL,
    offer_id        uuid NOT NULL,
    position        integer NOT NULL,
    nth             integer NOT NULL,
    from_id         uuid NOT NULL,
    to_id           uuid NOT NULL,
    forwarded_by    uuid NOT NULL,
    forwarded_at    timestamptz NOT NULL,
    reason          text NOT NULL,
    PRIMARY KEY (agency_id, offer_id, position, nth)
);
SELECT chassis.append_only_table('offer_forwardings');

CREATE TABLE offer_signatures (
    agency_id       uuid NOT NULL,
    offer_id        uuid NOT NULL,
    position        integer NOT NULL,
    person_id       uuid NOT NULL,
    signed_at       timestamptz NOT NULL,
    sha256          text NOT NULL,
    body            jsonb NOT NULL,
    PRIMARY KEY (agency_id, offer_id, position)
);
SELECT chassis.append_only_table('offer_signatures');

-- Position 0 is the file as it was sent with its evidence pages. `level` is that of PAdES.
CREATE TABLE offer_files (
    agency_id       uuid NOT NULL,
    offer_id        uuid NOT NULL,
    position        integer NOT NULL,
    sha256          text NOT NULL,
    size_bytes      bigint NOT NULL,
    level           text,
    kept_at         timestamptz NOT NULL,
    PRIMARY KEY (agency_id, offer_id, position)
);
SELECT chassis.append_only_table('offer_files');
CREATE INDEX offer_files_by_hash ON offer_files (agency_id, sha256);

CREATE TABLE offer_evidence (
    agency_id       uuid NOT NULL,
    offer_id        uuid NOT NULL,
    line            integer NOT NULL,
    kind            text NOT NULL,
    happened_at     timestamptz NOT NULL,
    person_id       uuid,
    position        integer,
    details         jsonb NOT NULL,
    PRIMARY KEY (agency_id, offer_id, line)
);
SELECT chassis.append_only_table('offer_evidence');

-- Signatures that wait to be sealed into their file, across agencies: ids only.
CREATE TABLE sealing_jobs (
    offer_id        uuid NOT NULL,
    position        integer NOT NULL,
    agency_id       uuid NOT NULL,
    due_at          timestamptz NOT NULL,
    claimed_by      uuid,
    tries           integer NOT NULL DEFAULT 0,
    PRIMARY KEY (offer_id, position)
);
SELECT chassis.queue_table('sealing_jobs');
CREATE INDEX sealing_jobs_due ON sealing_jobs (agency_id, due_at);

-- When the time of an open offer is over.
CREATE TABLE offer_deadlines (
    offer_id        uuid PRIMARY KEY,
    agency_id       uuid NOT NULL,
    due_at          timestamptz NOT NULL
);
SELECT chassis.queue_table('offer_deadlines');
CREATE INDEX offer_deadlines_due ON offer_deadlines (agency_id, due_at);
