-- What staff tell somebody who has not signed up yet. Apart from passwords: it signs nobody in, it leads
-- to sign-up.
CREATE TABLE temporary_passwords (
    agency_id   uuid NOT NULL,
    person_id   uuid NOT NULL,
    hash        text NOT NULL,
    created_at  timestamptz NOT NULL,
    -- Null: made by the operator's command.
    created_by  uuid,
    expires_at  timestamptz NOT NULL,
    PRIMARY KEY (agency_id, person_id),
    FOREIGN KEY (agency_id, person_id) REFERENCES people
);
SELECT chassis.tenant_table('temporary_passwords');

-- Of an invitation that a temporary password was exchanged for: HMACs of the password's parts under the
-- link's token, so that the new password has none of them. Null: of a link that was mailed.
ALTER TABLE links ADD COLUMN refused_parts bytea[];
