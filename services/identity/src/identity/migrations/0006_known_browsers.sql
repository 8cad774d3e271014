-- Browsers at which somebody has signed in: their wrong tries are counted apart, so that strangers in
-- the same network keep nobody out. A browser holds the token; see docs/decisions/0024.
CREATE TABLE known_browsers (
    agency_id     uuid NOT NULL,
    browser_id    uuid NOT NULL,
    person_id     uuid NOT NULL,
    token_hash    bytea NOT NULL,
    known_since   timestamptz NOT NULL,
    last_used_at  timestamptz NOT NULL,
    expires_at    timestamptz NOT NULL,
    PRIMARY KEY (agency_id, browser_id),
    FOREIGN KEY (agency_id, person_id) REFERENCES people
);
CREATE UNIQUE INDEX known_browsers_by_token ON known_browsers (agency_id, token_hash);
CREATE INDEX known_browsers_by_person ON known_browsers (agency_id, person_id, last_used_at);
CREATE INDEX known_browsers_by_expiry ON known_browsers (agency_id, expires_at);
SELECT chassis.tenant_table('known_browsers');

-- Null: of a session that was started before browsers were known.
ALTER TABLE sessions ADD COLUMN browser_id uuid;
