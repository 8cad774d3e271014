-- Who else may tell an agency who somebody is (OpenID Connect).
CREATE TABLE sign_in_providers (
    agency_id      uuid NOT NULL REFERENCES agencies,
    -- Chosen by the agency: "google".
    provider_id    text NOT NULL CHECK (provider_id ~ '^[a-z0-9]([a-z0-9-]{0,39})$'),
    kind           text NOT NULL,
    name           text NOT NULL,
    position       smallint NOT NULL,
    issuer         text NOT NULL,
    client_id      text NOT NULL,
    -- Encrypted, see vault.py; null for a client without a secret.
    sealed_secret  bytea,
    -- Microsoft: whose accounts are taken; empty: all that the issuer vouches for.
    tenants        text[] NOT NULL,
    enabled        boolean NOT NULL,
    created_at     timestamptz NOT NULL,
    changed_at     timestamptz NOT NULL,
    PRIMARY KEY (agency_id, provider_id)
);
SELECT chassis.tenant_table('sign_in_providers');

-- An account elsewhere that a person has linked. Known by issuer and subject, never by an address.
CREATE TABLE linked_identities (
    agency_id     uuid NOT NULL,
    method_id     uuid NOT NULL,
    person_id     uuid NOT NULL,
    portal        text NOT NULL,
    provider_id   text NOT NULL,
    issuer        text NOT NULL,
    subject       text NOT NULL,
    -- As the provider told them when it was linked: to be shown, and for nothing else.
    email         text,
    name          text,
    linked_at     timestamptz NOT NULL,
    last_used_at  timestamptz,
    PRIMARY KEY (agency_id, method_id),
    UNIQUE (agency_id, portal, provider_id, issuer, subject),
    FOREIGN KEY (agency_id, person_id) REFERENCES people,
    FOREIGN KEY (agency_id, provider_id) REFERENCES sign_in_providers
);
CREATE INDEX linked_identities_by_person ON linked_identities (agency_id, person_id, linked_at);
SELECT chassis.tenant_table('linked_identities');

-- A browser is away at a provider and is expected back. Deleted by the one who comes back.
CREATE TABLE sign_in_flows (
    agency_id      uuid NOT NULL,
    state_hash     bytea NOT NULL,
    -- Of what the browser keeps in a cookie: another browser cannot finish the flow.
    browser_hash   bytea NOT NULL,
    provider_id    text NOT NULL,
    portal         text NOT NULL,
    purpose        text NOT NULL CHECK (purpose IN ('sign_in', 'sign_up', 'link')),
    nonce          text NOT NULL,
    code_verifier  text NOT NULL,
    redirect_uri   text NOT NULL,
    return_to      text NOT NULL,
    remember       boolean NOT NULL,
    network        text,
    -- sign_up: the invitation, and the terms that were accepted.
    link_hash      bytea,
    terms_version  text,
    -- link: who asked, and in which session.
    person_id      uuid,
    session_id     uuid,
    created_at     timestamptz NOT NULL,
    expires_at     timestamptz NOT NULL,
    PRIMARY KEY (agency_id, state_hash),
    FOREIGN KEY (agency_id, provider_id) REFERENCES sign_in_providers,
    CHECK ((purpose = 'sign_up') = (link_hash IS NOT NULL AND terms_version IS NOT NULL)),
    CHECK ((purpose = 'link') = (person_id IS NOT NULL AND session_id IS NOT NULL))
);
CREATE INDEX sign_in_flows_by_network ON sign_in_flows (agency_id, network, created_at);
CREATE INDEX sign_in_flows_by_expiry ON sign_in_flows (agency_id, expires_at);
SELECT chassis.tenant_table('sign_in_flows');
