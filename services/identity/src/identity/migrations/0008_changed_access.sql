-- Counts up with each change of what the person may see or do; a pass carries the count that it was
-- made at.
ALTER TABLE people ADD COLUMN access_version integer NOT NULL DEFAULT 0;

-- People whose access changed lately: services refuse passes of a lower count
-- (chassis/http/revoked.py). Of all agencies, as whoever asks has no tenant; nothing in it but ids.
CREATE TABLE changed_access (
    person_id       uuid PRIMARY KEY,
    access_version  integer NOT NULL,
    changed_at      timestamptz NOT NULL
);
CREATE INDEX changed_access_by_time ON changed_access (changed_at);
SELECT chassis.plain_table('changed_access');
