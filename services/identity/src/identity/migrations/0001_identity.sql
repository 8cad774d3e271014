-- Agencies are what requests are resolved to before there is a tenant: no row level security.
CREATE TABLE agencies (
    agency_id                 uuid PRIMARY KEY,
    slug                      text NOT NULL UNIQUE
                              CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
    name                      text NOT NULL,
    legal_name                text NOT NULL,
    organisation_number       text NOT NULL,
    address                   jsonb NOT NULL,
    currency                  char(3) NOT NULL,
    time_zone                 text NOT NULL,
    week_starts_on            smallint NOT NULL CHECK (week_starts_on BETWEEN 1 AND 7),
    default_language          char(2) NOT NULL,
    languages                 text[] NOT NULL,
    brand_colour              char(7) NOT NULL,
    support_email             text NOT NULL,
    site_url                  text NOT NULL,
    previous_system_url       text,
    previous_system_ended_on  date,
    comments_reach_contractors boolean NOT NULL,
    contacts_may_return       boolean NOT NULL,
    payment_delay_days        smallint NOT NULL CHECK (payment_delay_days >= 0),
    -- The version in force; its text is in `terms`.
    terms_version             text NOT NULL,
    created_at                timestamptz NOT NULL,
    changed_at                timestamptz NOT NULL
);
SELECT chassis.plain_table('agencies');

-- Every version that was ever in force stays readable: people accepted it.
CREATE TABLE terms (
    agency_id       uuid NOT NULL REFERENCES agencies,
    version         text NOT NULL,
    terms_of_use    text NOT NULL,
    privacy_policy  text NOT NULL,
    published_at    timestamptz NOT NULL,
    PRIMARY KEY (agency_id, version)
);
SELECT chassis.append_only_table('terms');

CREATE TABLE companies (
    agency_id            uuid NOT NULL REFERENCES agencies,
    company_id           uuid NOT NULL,
    name                 text NOT NULL,
    name_key             text NOT NULL,
    organisation_number  text NOT NULL,
    address              jsonb NOT NULL,
    invoice_preferences  jsonb NOT NULL,
    created_at           timestamptz NOT NULL,
    changed_at           timestamptz NOT NULL,
    PRIMARY KEY (agency_id, company_id)
);
CREATE INDEX companies_by_name ON companies (agency_id, name_key, company_id);
CREATE UNIQUE INDEX companies_organisation_number ON companies (agency_id, organisation_number)
    WHERE organisation_number <> '';
SELECT chassis.tenant_table('companies');

-- One login in one portal of one agency.
CREATE TABLE people (
    agency_id       uuid NOT NULL REFERENCES agencies,
    person_id       uuid NOT NULL,
    portal          text NOT NULL CHECK (portal IN ('contractor', 'customer', 'agency')),
    status          text NOT NULL CHECK (status IN ('invited', 'active', 'deactivated')),
    email           text NOT NULL,
    email_key       text NOT NULL,
    name            text NOT NULL,
    name_key        text NOT NULL,
    language        char(2) NOT NULL,
    permissions     text[] NOT NULL,
    contractor      jsonb,
    company_id      uuid,
    scope           text CHECK (scope IN ('own', 'projects', 'company')),
    project_ids     uuid[] NOT NULL,
    invited_at      timestamptz NOT NULL,
    activated_at    timestamptz,
    deactivated_at  timestamptz,
    PRIMARY KEY (agency_id, person_id),
    UNIQUE (agency_id, portal, email_key),
    FOREIGN KEY (agency_id, company_id) REFERENCES companies,
    CHECK ((portal = 'contractor') = (contractor IS NOT NULL)),
    CHECK ((portal = 'customer') = (company_id IS NOT NULL AND scope IS NOT NULL))
);
CREATE INDEX people_by_name ON people (agency_id, name_key, person_id);
CREATE INDEX people_by_company ON people (agency_id, company_id) WHERE company_id IS NOT NULL;
SELECT chassis.tenant_table('people');

CREATE TABLE terms_acceptances (
    agency_id      uuid NOT NULL,
    person_id      uuid NOT NULL,
    terms_version  text NOT NULL,
    accepted_at    timestamptz NOT NULL,
    PRIMARY KEY (agency_id, person_id, terms_version, accepted_at),
    FOREIGN KEY (agency_id, person_id) REFERENCES people,
    FOREIGN KEY (agency_id, terms_version) REFERENCES terms
);
SELECT chassis.append_only_table('terms_acceptances');

-- Apart from people: nothing that lists or tells of people comes near a hash.
CREATE TABLE passwords (
    agency_id   uuid NOT NULL,
    person_id   uuid NOT NULL,
    hash        text NOT NULL,
    changed_at  timestamptz NOT NULL,
    PRIMARY KEY (agency_id, person_id),
    FOREIGN KEY (agency_id, person_id) REFERENCES people
);
SELECT chassis.tenant_table('passwords');

-- Failed sign-ins by account and by network. Keys are hashes, see passwords/throttle.py.
CREATE TABLE sign_in_failures (
    agency_id       uuid NOT NULL REFERENCES agencies,
    key             bytea NOT NULL,
    counter         text NOT NULL,
    failures        integer NOT NULL,
    last_failed_at  timestamptz,
    PRIMARY KEY (agency_id, key)
);
SELECT chassis.tenant_table('sign_in_failures');

CREATE TABLE links (
    agency_id    uuid NOT NULL,
    link_id      uuid NOT NULL,
    person_id    uuid NOT NULL,
    purpose      text NOT NULL CHECK (purpose IN ('invitation', 'login', 'reset')),
    token_hash   bytea NOT NULL,
    created_at   timestamptz NOT NULL,
    created_by   uuid,
    expires_at   timestamptz NOT NULL,
    used_at      timestamptz,
    -- Superseded by a newer link, or its person was deactivated: counts as expired.
    revoked_at   timestamptz,
    PRIMARY KEY (agency_id, link_id),
    FOREIGN KEY (agency_id, person_id) REFERENCES people
);
CREATE UNIQUE INDEX links_by_token ON links (agency_id, token_hash);
CREATE INDEX links_by_person ON links (agency_id, person_id, created_at);
CREATE INDEX links_by_expiry ON links (agency_id, expires_at);
SELECT chassis.tenant_table('links');

CREATE TABLE sessions (
    agency_id     uuid NOT NULL,
    session_id    uuid NOT NULL,
    person_id     uuid NOT NULL,
    token_hash    bytea NOT NULL,
    started_at    timestamptz NOT NULL,
    started_by    text NOT NULL,
    expires_at    timestamptz NOT NULL,
    last_used_at  timestamptz NOT NULL,
    remembered    boolean NOT NULL,
    network       text,
    user_agent    text,
    ended_at      timestamptz,
    ended_because text,
    PRIMARY KEY (agency_id, session_id),
    FOREIGN KEY (agency_id, person_id) REFERENCES people
);
CREATE UNIQUE INDEX sessions_by_token ON sessions (agency_id, token_hash);
CREATE INDEX sessions_by_person ON sessions (agency_id, person_id, started_at);
CREATE INDEX sessions_by_expiry ON sessions (agency_id, expires_at);
SELECT chassis.tenant_table('sessions');
