-- When the person last proved to be the person in this session; null: at its start.
ALTER TABLE sessions ADD COLUMN confirmed_at timestamptz;
-- What was shown beside the first proof; null: nothing was needed.
ALTER TABLE sessions ADD COLUMN second_factor text;

-- The first proof was right and the second is still to come.
CREATE TABLE sign_in_tickets (
    agency_id     uuid NOT NULL,
    ticket_id     uuid NOT NULL,
    person_id     uuid NOT NULL,
    token_hash    bytea NOT NULL,
    started_by    text NOT NULL,
    remember      boolean NOT NULL,
    -- The session that this browser had when it asked: ends when the new one starts.
    earlier_hash  bytea,
    tries_left    smallint NOT NULL,
    created_at    timestamptz NOT NULL,
    expires_at    timestamptz NOT NULL,
    PRIMARY KEY (agency_id, ticket_id),
    FOREIGN KEY (agency_id, person_id) REFERENCES people
);
CREATE UNIQUE INDEX sign_in_tickets_by_token ON sign_in_tickets (agency_id, token_hash);
CREATE INDEX sign_in_tickets_by_person ON sign_in_tickets (agency_id, person_id);
CREATE INDEX sign_in_tickets_by_expiry ON sign_in_tickets (agency_id, expires_at);
SELECT chassis.tenant_table('sign_in_tickets');

-- One authenticator app a person. `sealed` is encrypted, see vault.py.
CREATE TABLE totp_factors (
    agency_id       uuid NOT NULL,
    person_id       uuid NOT NULL,
    sealed          bytea NOT NULL,
    begun_at        timestamptz NOT NULL,
    -- Null until a first code was typed: it is no factor before.
    confirmed_at    timestamptz,
    -- The time step of the last code that was taken: none at or before it is taken again.
    last_used_step  bigint NOT NULL,
    last_used_at    timestamptz,
    PRIMARY KEY (agency_id, person_id),
    FOREIGN KEY (agency_id, person_id) REFERENCES people
);
SELECT chassis.tenant_table('totp_factors');

CREATE TABLE recovery_codes (
    agency_id   uuid NOT NULL,
    person_id   uuid NOT NULL,
    code_hash   bytea NOT NULL,
    created_at  timestamptz NOT NULL,
    used_at     timestamptz,
    PRIMARY KEY (agency_id, person_id, code_hash),
    FOREIGN KEY (agency_id, person_id) REFERENCES people
);
SELECT chassis.tenant_table('recovery_codes');

CREATE TABLE passkeys (
    agency_id      uuid NOT NULL,
    passkey_id     uuid NOT NULL,
    person_id      uuid NOT NULL,
    credential_id  bytea NOT NULL,
    public_key     bytea NOT NULL,
    sign_count     bigint NOT NULL,
    transports     text[] NOT NULL,
    synced         boolean NOT NULL,
    name           text NOT NULL,
    created_at     timestamptz NOT NULL,
    last_used_at   timestamptz,
    PRIMARY KEY (agency_id, passkey_id),
    FOREIGN KEY (agency_id, person_id) REFERENCES people
);
CREATE UNIQUE INDEX passkeys_by_credential ON passkeys (agency_id, credential_id);
CREATE INDEX passkeys_by_person ON passkeys (agency_id, person_id, created_at);
SELECT chassis.tenant_table('passkeys');

-- A challenge is good for one answer. `person_id` null: nobody is known yet.
CREATE TABLE passkey_challenges (
    agency_id       uuid NOT NULL REFERENCES agencies,
    challenge_hash  bytea NOT NULL,
    purpose         text NOT NULL,
    person_id       uuid,
    expires_at      timestamptz NOT NULL,
    PRIMARY KEY (agency_id, challenge_hash)
);
CREATE INDEX passkey_challenges_by_expiry ON passkey_challenges (agency_id, expires_at);
SELECT chassis.tenant_table('passkey_challenges');

-- Re-encoded by us, 512 × 512; what was uploaded is not kept.
CREATE TABLE pictures (
    agency_id   uuid NOT NULL,
    person_id   uuid NOT NULL,
    content     bytea NOT NULL CHECK (octet_length(content) <= 262144),
    etag        text NOT NULL,
    changed_at  timestamptz NOT NULL,
    PRIMARY KEY (agency_id, person_id),
    FOREIGN KEY (agency_id, person_id) REFERENCES people
);
SELECT chassis.tenant_table('pictures');

-- Details that no other service needs.
CREATE TABLE profiles (
    agency_id   uuid NOT NULL,
    person_id   uuid NOT NULL,
    phone       text NOT NULL,
    PRIMARY KEY (agency_id, person_id),
    FOREIGN KEY (agency_id, person_id) REFERENCES people
);
SELECT chassis.tenant_table('profiles');
